package dev.kerasguard.keras;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

class KerasParityTest {

    private static final SessionOptions ONE_THREAD = new SessionOptions(1, 1, 0);

    @TestFactory
    Stream<DynamicTest> answersAsKerasForEachCommittedCase() {
        List<ParityCase> cases = ParityCase.in(Path.of("src/test/resources/parity"));
        assertThat(cases).hasSizeGreaterThan(70);
        return cases.stream().map(KerasParityTest::answersAsKeras);
    }

    /** Cases that parity/make_cases.py made beforehand: {@code -Dparity.directory=DIRECTORY}. */
    @TestFactory
    @Tag("parity")
    Stream<DynamicTest> answersAsKerasForEachGeneratedCase() {
        String directory = System.getProperty("parity.directory", "target/parity");
        Assumptions.assumeTrue(Files.isDirectory(Path.of(directory)), "no cases in " + directory);
        return ParityCase.in(Path.of(directory)).stream().map(KerasParityTest::answersAsKeras);
    }

    private static DynamicTest answersAsKeras(ParityCase each) {
        return DynamicTest.dynamicTest(each.name(), () -> {
            try (ServableModel model = ModelLoaders.standard().load(each.kerasFile(), ModelFormat.AUTO, ONE_THREAD)) {
                each.check(model);
            }
        });
    }
}
