package dev.kerasguard.keras;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kerasguard.keras.hdf5.Hdf5File;
import dev.kerasguard.keras.weights.StoredArray;
import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Hdf5OracleTest {

    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    @TempDir
    private Path folder;

    @Test
    void readsTheNumbersThatAnIndependentLibraryReads() throws Exception {
        // Given
        byte[] weights = TestArchive.digits().get("model.weights.h5");
        Path file = Files.write(folder.resolve("weights.h5"), weights);

        // When
        Map<String, StoredArray> datasets = Hdf5File.read(
                        MemorySegment.ofArray(weights), "weights.h5", LoadLimits.DEFAULT)
                .datasets();

        // Then
        assertThat(datasets).hasSize(11);
        try (HdfFile oracle = new HdfFile(file)) {
            datasets.forEach((path, dataset) -> {
                Dataset expected = oracle.getDatasetByPath("/" + path);
                assertThat(dataset.shape())
                        .containsExactlyElementsOf(Arrays.stream(expected.getDimensions())
                                .mapToLong(size -> size)
                                .boxed()
                                .toList());
                assertThat(dataset.data().toArray(FLOAT)).isEqualTo((float[]) expected.getDataFlat());
            });
        }
    }
}
