package dev.kerasguard.keras;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.hdf5.Hdf5File;
import dev.kerasguard.keras.weights.StoredArray;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

class Hdf5FileTest {

    private static final Path FORMATS = Path.of("src/test/resources/formats");

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "STRING")
    void readsEachElementTypeOfKeras(DType type) throws Exception {
        // Given
        double[] expected = type == DType.BOOL ? new double[] {1, 0, 1, 0, 1, 1} : new double[] {1, 0, 2, 0, 3, 1};

        // When
        StoredArray dataset = stored(type.keras());

        // Then
        assertThat(dataset.type()).isEqualTo(type);
        assertThat(dataset.shape()).containsExactly(2L, 3L);
        assertThat(numbers(type, dataset.data())).containsExactly(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "texts", "big_endian", "complex", "enumeration", "opaque"})
    void takesNothingElseForNumbers(String name) throws Exception {
        assertThat(stored("none/" + name).type()).isNull();
    }

    private static StoredArray stored(String path) throws Exception {
        return Objects.requireNonNull(types().get(path), path);
    }

    @Test
    void readsScalar() throws Exception {
        assertThat(stored("scalar").shape()).isEmpty();
    }

    @Test
    void readsEachFormOfAttributeWithStrings() throws Exception {
        Hdf5File file = read("attributes.h5");
        assertThat(file.strings("", "text")).containsExactly("Grüße");
        assertThat(file.strings("", "bytes")).containsExactly("abc");
        assertThat(file.strings("", "numpy")).containsExactly("abc");
        assertThat(file.strings("", "long")).containsExactly("x".repeat(100_000));
        assertThat(file.strings("", "texts")).containsExactly("a", "", "bcd");
        assertThat(file.strings("", "fixed")).containsExactly("a", "bcd");
        for (String none : List.of("none", "number", "null", "missing")) {
            assertThat(file.strings("", none)).as(none).isEmpty();
        }
    }

    @Test
    void readsMoreAttributesThanOneHeaderHolds() throws Exception {
        Hdf5File file = read("attributes.h5");
        assertThat(file.strings("many", "names11")).isEqualTo(Collections.nCopies(50, "11-" + "x".repeat(60)));
    }

    private static Map<String, StoredArray> types() throws Exception {
        return read("element-types.h5").datasets();
    }

    private static Hdf5File read(String name) throws Exception {
        return Hdf5File.read(
                MemorySegment.ofArray(Files.readAllBytes(FORMATS.resolve(name))), name, LoadLimits.DEFAULT);
    }

    private static double[] numbers(DType type, MemorySegment data) {
        ByteBuffer bytes = ByteBuffer.wrap(data.toArray(ValueLayout.JAVA_BYTE)).order(ByteOrder.LITTLE_ENDIAN);
        double[] numbers = new double[bytes.capacity() / type.bytes()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = switch (type) {
                case FLOAT16 -> Float.float16ToFloat(bytes.getShort());
                case BFLOAT16 -> Float.intBitsToFloat(bytes.getShort() << 16);
                case FLOAT32 -> bytes.getFloat();
                case FLOAT64 -> bytes.getDouble();
                case INT8, UINT8, BOOL -> bytes.get();
                case INT16, UINT16 -> bytes.getShort();
                case INT32, UINT32 -> bytes.getInt();
                case INT64, UINT64 -> bytes.getLong();
                case STRING -> throw new IllegalArgumentException();
            };
        }
        return numbers;
    }
}
