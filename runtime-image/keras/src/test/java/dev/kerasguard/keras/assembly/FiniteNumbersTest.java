package dev.kerasguard.keras.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kerasguard.keras.graph.DType;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiniteNumbersTest {

    private static final int COUNT = 300_001;

    private final FiniteNumbers numbers = new FiniteNumbers();

    @ParameterizedTest
    @CsvSource({
        "FLOAT16, 7bff, 7c00",
        "FLOAT16, fbff, fe01",
        "BFLOAT16, 7f7f, 7f80",
        "BFLOAT16, ff7f, ffc1",
        "FLOAT32, 7f7fffff, 7f800000",
        "FLOAT32, ff7fffff, ffc00001",
        "FLOAT64, 7fefffffffffffff, 7ff0000000000000",
        "FLOAT64, ffefffffffffffff, fff8000000000001"
    })
    void tellTheLargestNumberFromTheFirstThatIsNone(DType type, String largest, String none) {
        for (int at : new int[] {0, 1, COUNT / 2, COUNT - 2, COUNT - 1}) {
            assertThat(numbers.all(type, filled(type, largest, at, largest))).isTrue();
            assertThat(numbers.all(type, filled(type, largest, at, none)))
                    .as("at %s", at)
                    .isFalse();
        }
    }

    @Test
    void tellTruthValuesFromOtherBytes() {
        byte[] values = new byte[COUNT];
        values[COUNT - 1] = 1;
        assertThat(numbers.areBooleans(MemorySegment.ofArray(values))).isTrue();

        values[COUNT / 2] = 2;
        assertThat(numbers.areBooleans(MemorySegment.ofArray(values))).isFalse();
    }

    private static MemorySegment filled(DType type, String all, int at, String one) {
        int bytes = type.bytes();
        ByteBuffer numbers = ByteBuffer.allocate(COUNT * bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < COUNT; i++) {
            long value = Long.parseUnsignedLong(i == at ? one : all, 16);
            switch (bytes) {
                case 2 -> numbers.putShort((short) value);
                case 4 -> numbers.putInt((int) value);
                default -> numbers.putLong(value);
            }
        }
        return MemorySegment.ofArray(numbers.array());
    }
}
