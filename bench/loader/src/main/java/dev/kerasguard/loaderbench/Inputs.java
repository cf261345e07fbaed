package dev.kerasguard.loaderbench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.StreamSupport;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The rows that every engine is given.
 *
 * @param file rows one after the other, little endian
 * @param dtype float32 or int32
 * @param shape of one row
 */
record Inputs(Path file, String dtype, Shape shape) {

    /** As the model's description says. */
    static Inputs of(Path file, JsonNode model) {
        long[] sizes = StreamSupport.stream(model.get("shape").spliterator(), false)
                .mapToLong(JsonNode::asLong)
                .toArray();
        return new Inputs(file, model.get("dtype").asText(), Shape.of(sizes));
    }

    /** The first rows. */
    Tensor rows(int rows) throws IOException {
        Shape batch = shape.prepend(rows);
        byte[] bytes;
        try (var in = Files.newInputStream(file)) {
            bytes = in.readNBytes((int) batch.size() * Float.BYTES);
        }
        return switch (dtype) {
            case "float32" -> Tensor.of(TFloat32.class, batch, DataBuffers.of(bytes));
            case "int32" -> Tensor.of(TInt32.class, batch, DataBuffers.of(bytes));
            default -> throw new IOException("inputs of " + dtype + " are not known");
        };
    }
}
