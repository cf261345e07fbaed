package dev.kerasguard.server.protocol;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.kerasguard.server.tensor.Bfloat16;
import dev.kerasguard.server.tensor.HostTensor;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A tensor's elements as JSON: flat, or in nested arrays. */
final class JsonTensorWriter {

    private final HostTensor tensor;
    private final ByteBuffer elements;

    JsonTensorWriter(HostTensor tensor) {
        this.tensor = tensor;
        this.elements = tensor.buffer();
    }

    /** All elements in one list. */
    void writeFlat(JsonGenerator json) throws IOException {
        json.writeStartArray();
        for (int i = 0; i < tensor.elements(); i++) {
            writeElement(json);
        }
        json.writeEndArray();
    }

    /** The whole tensor, a list for each dimension. */
    void writeNested(JsonGenerator json) throws IOException {
        writeNested(json, 0);
    }

    /** The next row, a list for each dimension but the first. */
    void writeRow(JsonGenerator json) throws IOException {
        writeNested(json, 1);
    }

    private void writeNested(JsonGenerator json, int axis) throws IOException {
        if (axis >= tensor.rank()) {
            writeElement(json);
            return;
        }
        json.writeStartArray();
        for (long i = 0; i < tensor.dimension(axis); i++) {
            writeNested(json, axis + 1);
        }
        json.writeEndArray();
    }

    private void writeElement(JsonGenerator json) throws IOException {
        switch (tensor.datatype()) {
            case BOOL -> json.writeBoolean(elements.get() != 0);
            case UINT8 -> json.writeNumber(Byte.toUnsignedInt(elements.get()));
            case UINT16 -> json.writeNumber(Short.toUnsignedInt(elements.getShort()));
            case INT32 -> json.writeNumber(elements.getInt());
            case INT64 -> json.writeNumber(elements.getLong());
            case FP16 -> json.writeNumber(Float.float16ToFloat(elements.getShort()));
            case BF16 -> json.writeNumber(Bfloat16.toFloat(elements.getShort()));
            case FP32 -> json.writeNumber(elements.getFloat());
            case FP64 -> json.writeNumber(elements.getDouble());
        }
    }
}
