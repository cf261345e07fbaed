package dev.kerasguard.keras.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.ShapeException;
import dev.kerasguard.keras.operations.Promotion.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PromotionTest {

    private static final List<String> TYPES = List.of(
            "bool",
            "uint8",
            "uint16",
            "uint32",
            "uint64",
            "int8",
            "int16",
            "int32",
            "int64",
            "bfloat16",
            "float16",
            "float32",
            "float64",
            "int",
            "float");

    /** What keras.backend.result_type of Keras 3.15.1 gives for a type with each of them, in their order. */
    @ParameterizedTest
    @CsvSource(textBlock = """
            bool bool uint8 uint16 uint32 uint32 int8 int16 int32 int64 bfloat16 float16 float32 float64 int32 float32
            uint8 uint8 uint8 uint16 uint32 uint32 int16 int16 int32 int64 bfloat16 float16 float32 float64 uint8 float32
            uint16 uint16 uint16 uint16 uint32 uint32 int32 int32 int32 int64 bfloat16 float16 float32 float64 uint16 float32
            uint32 uint32 uint32 uint32 uint32 uint32 int64 int64 int64 int64 bfloat16 float16 float32 float64 uint32 float32
            uint64 uint32 uint32 uint32 uint32 uint32 float32 float32 float32 float32 bfloat16 float16 float32 float64 uint32 float32
            int8 int8 int16 int32 int64 float32 int8 int16 int32 int64 bfloat16 float16 float32 float64 int8 float32
            int16 int16 int16 int32 int64 float32 int16 int16 int32 int64 bfloat16 float16 float32 float64 int16 float32
            int32 int32 int32 int32 int64 float32 int32 int32 int32 int64 bfloat16 float16 float32 float64 int32 float32
            int64 int64 int64 int64 int64 float32 int64 int64 int64 int64 bfloat16 float16 float32 float64 int64 float32
            bfloat16 bfloat16 bfloat16 bfloat16 bfloat16 bfloat16 bfloat16 bfloat16 bfloat16 bfloat16 bfloat16 float32 float32 float64 bfloat16 bfloat16
            float16 float16 float16 float16 float16 float16 float16 float16 float16 float16 float32 float16 float32 float64 float16 float16
            float32 float32 float32 float32 float32 float32 float32 float32 float32 float32 float32 float32 float32 float64 float32 float32
            float64 float64 float64 float64 float64 float64 float64 float64 float64 float64 float64 float64 float64 float64 float64 float64
            int int32 uint8 uint16 uint32 uint32 int8 int16 int32 int64 bfloat16 float16 float32 float64 int32 float32
            float float32 float32 float32 float32 float32 float32 float32 float32 float32 bfloat16 float16 float32 float64 float32 float32
            """)
    void meetsEachTypeWhereKerasDoes(String row) {
        List<String> cells = List.of(row.split(" "));
        for (int i = 0; i < TYPES.size(); i++) {
            DType joined = Promotion.of(List.of(kind(cells.getFirst()), kind(TYPES.get(i))));
            assertThat(joined.keras())
                    .as(cells.getFirst() + " with " + TYPES.get(i))
                    .isEqualTo(cells.get(i + 1));
        }
    }

    @Test
    void meetsThreeTypesInOne() {
        assertThat(Promotion.of(DType.INT8, DType.UINT8, DType.FLOAT16)).isEqualTo(DType.FLOAT16);
        assertThat(Promotion.of(List.of(Kind.INT64, Kind.PYTHON_INT, Kind.PYTHON_FLOAT)))
                .isEqualTo(DType.FLOAT32);
    }

    @Test
    void joinsNoStrings() {
        assertThatThrownBy(() -> Promotion.of(DType.STRING, DType.INT32)).isInstanceOf(ShapeException.class);
    }

    private static Kind kind(String name) {
        return switch (name) {
            case "int" -> Kind.PYTHON_INT;
            case "float" -> Kind.PYTHON_FLOAT;
            default -> Kind.of(DType.of(name).orElseThrow());
        };
    }
}
