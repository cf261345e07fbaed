package dev.kerasguard.keras.layers.preprocessing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.ElementwiseOp.BinaryKind;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.Literal;
import dev.kerasguard.keras.graph.Shape;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.graph.TextOp;
import dev.kerasguard.keras.layers.LayerScope;
import dev.kerasguard.keras.layers.TensorLayer;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code Hashing}: strings and whole numbers to numbers below a bound.
 *
 * @param bins the bound
 * @param mask what becomes 0, which then nothing else becomes; null for nothing
 * @param salt two numbers for SipHash; empty for FarmHash
 */
record HashingLayer(int bins, @Nullable JsonNode mask, List<Long> salt, Encoding encoding) implements TensorLayer {

    static HashingLayer read(Settings settings) throws ModelRefusedException {
        JsonNode mask = settings.find("mask_value");
        if (mask != null && !mask.isTextual() && !mask.isNumber()) {
            throw settings.invalid("mask_value", "must be a string or a number");
        }
        return new HashingLayer(
                settings.integer("num_bins", 1),
                mask,
                salt(settings),
                Encoding.read(
                        settings, "int", Set.of(Encoding.INT, Encoding.ONE_HOT, Encoding.MULTI_HOT, Encoding.COUNT)));
    }

    /** The setting {@code salt}: nothing, one number for both, or two. */
    static List<Long> salt(Settings settings) throws ModelRefusedException {
        JsonNode value = settings.find("salt");
        if (value == null) {
            return List.of();
        }
        JsonNode first = value.isArray() ? value.path(0) : value;
        JsonNode second = value.isArray() ? value.path(1) : value;
        boolean two = !value.isArray() || value.size() == 2;
        if (!two
                || !first.canConvertToLong()
                || !second.canConvertToLong()
                || !first.isIntegralNumber()
                || !second.isIntegralNumber()) {
            throw settings.invalid("salt", "must be one whole number or two");
        }
        return List.of(first.longValue(), second.longValue());
    }

    @Override
    public boolean castsInputs() {
        return false;
    }

    @Override
    public Tensor apply(LayerScope scope, Tensor input) throws ModelRefusedException {
        GraphBuilder graph = scope.graph();
        boolean single = encoding == Encoding.ONE_HOT && input.rank() > 0 && input.size(-1) == 1;
        Tensor x = single ? graph.squeeze(input, -1) : input;
        boolean masked = mask != null && bins > 1;
        Tensor text = x;
        if (x.dtype() != DType.STRING) {
            Tensor whole = x.dtype().isFloating() ? graph.cast(x, DType.INT64) : x;
            text = graph.op(new TextOp.AsString(), whole);
        }
        Tensor bucket = graph.op(new TextOp.Hash(masked ? bins - 1 : bins, salt), text);
        if (masked) {
            Tensor none = graph.binary(BinaryKind.EQUAL, x, maskOf(scope, x));
            Tensor next = graph.binary(BinaryKind.ADD, bucket, LookupLayer.whole(graph, 1));
            bucket = graph.where(none, LookupLayer.whole(graph, 0), next);
        }
        return encoding.of(graph, bucket, bins, scope.policy().compute(), null);
    }

    private Tensor maskOf(LayerScope scope, Tensor x) throws ModelRefusedException {
        GraphBuilder graph = scope.graph();
        JsonNode value = mask == null ? null : mask;
        if (value == null || value.isTextual() != (x.dtype() == DType.STRING)) {
            throw scope.invalid("has a mask value of another type than what it is called with");
        }
        return value.isTextual()
                ? graph.constant(Literal.ofStrings(List.of(value.textValue())).as(Shape.SCALAR))
                : graph.constant(x.dtype(), value.doubleValue());
    }
}
