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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code StringLookup} and {@code IntegerLookup}: tokens to indices and back. Indices start with the mask's, if there
 * is one and nothing but indices is wanted, then come those of what is not known, then the vocabulary's. Weights, for
 * TF-IDF only: idf_weights, one for each index.
 *
 * @param maskToken the token that becomes 0; null for none
 * @param oovToken what an index that is not known becomes
 * @param oovIndices how many indices what is not known can have
 * @param invert whether indices become tokens
 * @param encoding what becomes of indices
 * @param maxTokens how wide encodings are; 0 for as wide as the vocabulary
 * @param farmHash whether whole numbers that are not known are hashed, and not divided
 * @param salt the key of the hash; empty for none
 */
record LookupLayer(
        Vocabulary vocabulary,
        @Nullable String maskToken,
        @Nullable String oovToken,
        int oovIndices,
        boolean invert,
        Encoding encoding,
        int maxTokens,
        boolean farmHash,
        List<Long> salt)
        implements TensorLayer {

    static LookupLayer readText(Settings settings) throws ModelRefusedException {
        String encoding = settings.string("encoding", "utf-8");
        if (!encoding.equalsIgnoreCase("utf-8") && !encoding.equalsIgnoreCase("utf8")) {
            throw settings.unsupported("encoding", "utf-8");
        }
        return read(settings, true, settings.has("mask_token") ? settings.string("mask_token") : null);
    }

    static LookupLayer readNumbers(Settings settings) throws ModelRefusedException {
        if (!settings.string("vocabulary_dtype", "int64").equals("int64")) {
            throw settings.unsupported("vocabulary_dtype", "int64");
        }
        return read(settings, false, token(settings, "mask_token"));
    }

    private static @Nullable String token(Settings settings, String key) throws ModelRefusedException {
        JsonNode value = settings.find(key);
        if (value == null) {
            return null;
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw settings.invalid(key, "must be a whole number");
        }
        return Long.toString(value.longValue());
    }

    /** The layer that a text vectorization makes for itself. */
    static LookupLayer ofVectorization(Settings settings) throws ModelRefusedException {
        return read(settings, true, "");
    }

    private static LookupLayer read(Settings settings, boolean text, @Nullable String maskToken)
            throws ModelRefusedException {
        boolean invert = settings.bool("invert", false);
        Encoding encoding = Encoding.read(settings, "int", invert ? Set.of(Encoding.INT) : Set.of(Encoding.values()));
        String oovToken = text
                ? (settings.node().has("oov_token") && !settings.has("oov_token")
                        ? null
                        : settings.string("oov_token", "[UNK]"))
                : (settings.node().has("oov_token") ? token(settings, "oov_token") : "-1");
        boolean padded = settings.bool("pad_to_max_tokens", false);
        if (invert && oovToken == null) {
            throw settings.unsupported("oov_token", "a token, where invert is true");
        }
        String method = settings.string("oov_method", "floormod");
        if (!method.equals("floormod") && !method.equals("farmhash")) {
            throw settings.unsupported("oov_method", "floormod, farmhash");
        }
        return new LookupLayer(
                Vocabulary.read(settings, text),
                maskToken,
                oovToken,
                settings.integer("num_oov_indices", 0, 1),
                invert,
                encoding,
                padded ? settings.integer("max_tokens", 2) : 0,
                text || method.equals("farmhash"),
                HashingLayer.salt(settings));
    }

    @Override
    public boolean castsInputs() {
        return false;
    }

    /** Where what is not known starts. */
    private int oovStart() {
        return maskToken != null && encoding == Encoding.INT ? 1 : 0;
    }

    @Override
    public Tensor apply(LayerScope scope, Tensor input) throws ModelRefusedException {
        List<@Nullable String> special = new ArrayList<>(Collections.<@Nullable String>nCopies(oovStart(), maskToken));
        if (oovIndices > 1_000_000) {
            throw scope.invalid("has " + oovIndices + " indices for what is not known; at most 1000000 can be built");
        }
        special.addAll(Collections.nCopies(oovIndices, oovToken));
        List<String> tokens = vocabulary.tokens(scope, special);
        if (maskToken != null && tokens.contains(maskToken)) {
            throw scope.invalid("has its mask token among its vocabulary");
        }
        GraphBuilder graph = scope.graph();
        if (invert) {
            return inverted(graph, graph.cast(input, DType.INT64), tokens);
        }
        DType dtype = vocabulary.text() ? DType.STRING : DType.INT64;
        if (vocabulary.text() != (input.dtype() == DType.STRING)) {
            throw scope.invalid("looks up " + dtype.keras() + " and is called with "
                    + input.dtype().keras());
        }
        Tensor x = vocabulary.text() ? input : graph.cast(input, DType.INT64);
        Tensor indices = indices(graph, x, tokens);
        long depth = maxTokens > 0 ? maxTokens : oovStart() + oovIndices + (long) tokens.size();
        if (depth > Settings.MAX_INTEGER) {
            throw scope.invalid("has a vocabulary of more than " + Settings.MAX_INTEGER + " tokens");
        }
        if (encoding != Encoding.TF_IDF) {
            return encoding.of(graph, indices, depth, DType.INT64, null);
        }
        Tensor weights = scope.stored("vars/idf_weights", DType.FLOAT32, false, depth);
        Tensor counts = Encoding.COUNT.of(graph, indices, depth, DType.FLOAT32, null);
        return graph.multiply(counts, weights);
    }

    private Tensor indices(GraphBuilder graph, Tensor x, List<String> tokens) {
        int first = oovStart() + oovIndices;
        Literal keys = vocabulary.literal(tokens);
        if (maskToken != null && oovIndices == 0) {
            // The mask is no token, and not unknown either.
            List<String> more = new ArrayList<>(tokens);
            more.add(maskToken);
            keys = vocabulary.literal(more);
        }
        long otherwise = oovIndices == 1 ? oovStart() : -1;
        Tensor indices = graph.op(new TextOp.Lookup(keys, first, otherwise, oovIndices == 0), x);
        if (maskToken != null) {
            Tensor mask = graph.constant(vocabulary.literal(List.of(maskToken)).as(Shape.SCALAR));
            long value = encoding == Encoding.INT ? 0 : Long.MAX_VALUE;
            indices = graph.where(graph.binary(BinaryKind.EQUAL, x, mask), whole(graph, value), indices);
        }
        if (oovIndices > 1) {
            Tensor unknown = graph.binary(BinaryKind.EQUAL, indices, whole(graph, -1));
            Tensor bucket = graph.binary(BinaryKind.ADD, bucket(graph, x), whole(graph, oovStart()));
            indices = graph.where(unknown, bucket, indices);
        }
        return indices;
    }

    private Tensor bucket(GraphBuilder graph, Tensor x) {
        if (!farmHash) {
            return graph.binary(BinaryKind.MOD, x, whole(graph, oovIndices));
        }
        Tensor text = vocabulary.text() ? x : graph.op(new TextOp.AsString(), x);
        return graph.op(new TextOp.Hash(oovIndices, salt), text);
    }

    private Tensor inverted(GraphBuilder graph, Tensor x, List<String> tokens) {
        // Another row holds what is not known, and the mask.
        List<String> all = new ArrayList<>(tokens);
        all.add(oovToken == null ? "" : oovToken);
        if (maskToken != null) {
            all.add(maskToken);
        }
        Tensor table = graph.constant(vocabulary.literal(all));
        Tensor place = graph.binary(BinaryKind.SUBTRACT, x, whole(graph, oovStart() + (long) oovIndices));
        Tensor known = graph.binary(
                BinaryKind.LOGICAL_AND,
                graph.binary(BinaryKind.GREATER_EQUAL, place, whole(graph, 0)),
                graph.binary(BinaryKind.LESS, place, whole(graph, tokens.size())));
        Tensor index = graph.where(known, place, whole(graph, tokens.size()));
        if (maskToken != null) {
            Tensor mask = graph.binary(BinaryKind.EQUAL, x, whole(graph, 0));
            index = graph.where(mask, whole(graph, tokens.size() + 1L), index);
        }
        return graph.take(table, index, 0);
    }

    static Tensor whole(GraphBuilder graph, long value) {
        return graph.constant(Literal.ofLongs(DType.INT64, value).as(Shape.SCALAR));
    }
}
