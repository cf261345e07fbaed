package dev.kerasguard.keras;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kerasguard.keras.assembly.Refusals;
import dev.kerasguard.keras.hdf5.Hdf5File;
import dev.kerasguard.keras.vetting.Finding;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Vetting names all that is wrong with a model's weights, not only the first. */
class WeightFindingsTest {

    private static final Path NESTED = Path.of("src/test/resources/parity/structure-nested-functional/model.keras");

    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    @TempDir
    private Path folder;

    @Test
    void namesEachWeightThatIsMissing() throws Exception {
        byte[] other = TestArchive.of(Path.of("src/test/resources/parity/dense-vector/model.keras"))
                .get("model.weights.h5");
        ModelReport report = vet(TestArchive.digits().put("model.weights.h5", other));

        assertThat(rules(report)).filteredOn("WeightsMissing"::equals).hasSizeGreaterThan(3);
        assertThat(rules(report)).contains("WeightsMismatch");
        assertThat(report.findings()).doesNotHaveDuplicates();
    }

    @Test
    void namesEachWeightOfAnotherShape() throws Exception {
        ModelReport report = vet(TestArchive.digits().replaceInConfig("\"units\": 32", "\"units\": 33"));

        assertThat(rules(report)).hasSizeGreaterThan(2).containsOnly("WeightsMismatch");
    }

    @Test
    void namesEachWeightThatIsNotFinite() throws Exception {
        // Given: the first number of each weight is infinite
        TestArchive archive = TestArchive.of(NESTED);
        byte[] weights = archive.get("model.weights.h5");
        Hdf5File file = Hdf5File.read(MemorySegment.ofArray(weights), "model.weights.h5", LoadLimits.DEFAULT);
        file.datasets().values().forEach(each -> each.data().set(FLOAT, 0, Float.POSITIVE_INFINITY));

        // When
        ModelReport report = vet(archive.put("model.weights.h5", weights));

        // Then
        assertThat(rules(report)).hasSizeGreaterThan(1).containsOnly("WeightsNotFinite");
    }

    @Test
    void saysWhatTheModelIsAllTheSame() throws Exception {
        ModelReport report = vet(TestArchive.digits().replaceInConfig("\"filters\": 32", "\"filters\": 64"));

        assertThat(report.isLoadable()).isFalse();
        assertThat(Objects.requireNonNull(report.contents()).parameters()).isPositive();
    }

    @Test
    void namesOnlySoManyOfAFileOfNonsense() throws Exception {
        // Given: a model of 200 layers whose weights are those of another
        StringBuilder layers = new StringBuilder("{\"module\": \"keras.layers\", \"class_name\": \"InputLayer\","
                + " \"config\": {\"name\": \"x\", \"batch_shape\": [null, 3]}}");
        for (int i = 0; i < 200; i++) {
            layers.append(", {\"module\": \"keras.layers\", \"class_name\": \"Dense\", \"config\": {\"name\": \"d")
                    .append(i)
                    .append("\", \"units\": 3}}");
        }
        String config = "{\"module\": \"keras\", \"class_name\": \"Sequential\", \"config\": {\"name\": \"m\","
                + " \"layers\": [" + layers + "]}}";

        // When
        ModelReport report = vet(TestArchive.digits().put("config.json", config.getBytes(StandardCharsets.UTF_8)));

        // Then
        assertThat(report.findings()).hasSize(Refusals.MAX);
    }

    private ModelReport vet(TestArchive archive) throws Exception {
        return ModelLoaders.vetting().vet(archive.writeTo(folder), ModelFormat.AUTO, 1);
    }

    private static List<String> rules(ModelReport report) {
        return report.findings().stream().map(Finding::rule).toList();
    }
}
