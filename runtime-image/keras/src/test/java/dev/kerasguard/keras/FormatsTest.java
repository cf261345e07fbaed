package dev.kerasguard.keras;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Files as each Keras wrote them, made by parity/make_formats.py; {@code -Dformats.directory} names further ones. */
class FormatsTest {

    private static final SessionOptions ONE_THREAD = new SessionOptions(1, 1, 0);
    private static final Path COMMITTED = Path.of("src/test/resources/formats");

    @TestFactory
    Stream<DynamicTest> refusesFilesInWhichKeras32LostCalls() {
        List<ParityCase> cases =
                ParityCase.in(COMMITTED).stream().filter(FormatsTest::isLost).toList();
        assertThat(cases).isNotEmpty();
        return cases.stream()
                .map(each -> DynamicTest.dynamicTest(
                        each.name(),
                        () -> assertThat(Refusal.of(each.kerasFile(), RefusalRule.GRAPH_INVALID))
                                .hasMessageContaining("Keras 3.2")));
    }

    private static boolean isLost(ParityCase each) {
        return each.name().matches("v3\\.2\\..*-(functional|nested|frozen)");
    }

    @TestFactory
    Stream<DynamicTest> answersAsTheKerasThatWroteTheFile() {
        List<ParityCase> cases = ParityCase.in(Path.of(System.getProperty("formats.directory", COMMITTED.toString())));
        assertThat(cases).isNotEmpty();
        return cases.stream()
                .filter(each -> !isLost(each))
                .map(each -> DynamicTest.dynamicTest(each.name(), () -> {
                    try (ServableModel model =
                            ModelLoaders.standard().load(each.kerasFile(), ModelFormat.AUTO, ONE_THREAD)) {
                        assertThat(model.format()).isEqualTo(form(each));
                        each.check(model);
                    }
                }));
    }

    private static ModelFormat form(ParityCase each) {
        if (Files.exists(each.folder().resolve("model/saved_model.pb"))) {
            return ModelFormat.SAVED_MODEL;
        }
        return Files.exists(each.folder().resolve("model.h5")) ? ModelFormat.H5 : ModelFormat.KERAS;
    }
}
