package dev.kerasguard.keras.layers.preprocessing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.RefusalRule;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.Shape;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.graph.TextOp;
import dev.kerasguard.keras.layers.LayerScope;
import dev.kerasguard.keras.layers.TensorLayer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * {@code TextVectorization}: texts to indices of their tokens, or to counts of them. What is missing in short texts is
 * the empty token, which the lookup masks.
 *
 * @param lower whether capital letters become small
 * @param strip whether punctuation is taken out
 * @param cut where texts are cut; null when they are tokens already
 * @param ngrams of how many tokens each is made; empty for one
 * @param length how many tokens each text has, {@link Shape#ANY} for as many as the longest
 */
record TextVectorizationLayer(
        LookupLayer lookup, boolean lower, boolean strip, TextOp.@Nullable Cut cut, List<Integer> ngrams, long length)
        implements TensorLayer {

    private static final int MAX_NGRAMS = 64;

    static TextVectorizationLayer read(Settings settings) throws ModelRefusedException {
        String standardize = named(settings, "standardize", "lower_and_strip_punctuation");
        boolean lower = standardize.equals("lower") || standardize.equals("lower_and_strip_punctuation");
        boolean strip = standardize.equals("strip_punctuation") || standardize.equals("lower_and_strip_punctuation");
        if (!lower && !strip && !standardize.isEmpty()) {
            throw settings.unsupported("standardize", "None, lower, strip_punctuation, lower_and_strip_punctuation");
        }
        TextOp.Cut cut = switch (named(settings, "split", "whitespace")) {
            case "whitespace" -> TextOp.Cut.WHITESPACE;
            case "character" -> TextOp.Cut.CHARACTER;
            case "" -> null;
            default -> throw settings.unsupported("split", "None, whitespace, character");
        };
        if (settings.bool("ragged", false)) {
            throw settings.unsupported("ragged", "false");
        }
        String encoding = settings.string("encoding", "utf-8").toLowerCase(Locale.ROOT);
        if (!encoding.equals("utf-8") && !encoding.equals("utf8")) {
            throw settings.unsupported("encoding", "utf-8");
        }
        List<Integer> ngrams = ngrams(settings);
        if (cut == null && !ngrams.isEmpty()) {
            throw settings.unsupported("ngrams", "None, where split is None");
        }
        return new TextVectorizationLayer(
                LookupLayer.ofVectorization(settings),
                lower,
                strip,
                cut,
                ngrams,
                settings.integer("output_sequence_length", 1, (int) Shape.ANY));
    }

    /** A name; empty for None; what is a function of the owner's is refused. */
    private static String named(Settings settings, String key, String otherwise) throws ModelRefusedException {
        JsonNode value = settings.node().get(key);
        if (value != null && value.isObject()) {
            throw RefusalRule.CUSTOM_OBJECT.at(
                    settings.place(),
                    "\"" + key
                            + "\" is a custom function, whose code is not in the file; use one of Keras' own by name,"
                            + " or export as SavedModel with model.export()");
        }
        return value != null && value.isNull() ? "" : settings.string(key, otherwise);
    }

    /** One number stands for all up to it. */
    private static List<Integer> ngrams(Settings settings) throws ModelRefusedException {
        JsonNode value = settings.find("ngrams");
        if (value == null) {
            return List.of();
        }
        List<Integer> ngrams = value.isInt()
                ? IntStream.rangeClosed(1, Math.min(settings.integer("ngrams", 1), MAX_NGRAMS + 1))
                        .boxed()
                        .toList()
                : settings.integers("ngrams", 1);
        if (ngrams.isEmpty() || ngrams.size() > MAX_NGRAMS || Collections.max(ngrams) > MAX_NGRAMS) {
            throw settings.unsupported("ngrams", "from 1 to " + MAX_NGRAMS);
        }
        return ngrams;
    }

    @Override
    public boolean castsInputs() {
        return false;
    }

    @Override
    public Tensor apply(LayerScope scope, Tensor input) throws ModelRefusedException {
        GraphBuilder graph = scope.graph();
        if (input.dtype() != DType.STRING) {
            throw scope.invalid(
                    "takes strings and is called with " + input.dtype().keras());
        }
        Tensor text = lower ? graph.op(new TextOp.Lower(), input) : input;
        text = strip ? graph.op(new TextOp.StripPunctuation(), text) : text;
        boolean indices = lookup.encoding() == Encoding.INT;
        if (cut != null) {
            if (text.rank() > 1) {
                if (text.rank() > 2 || text.size(-1) != 1) {
                    throw scope.invalid("cuts one text of each example and is called with " + input.shape());
                }
                text = graph.squeeze(text, -1);
            }
            text = graph.op(new TextOp.Tokens(cut, ngrams, indices ? length : Shape.ANY), text);
        }
        if (lookup.encoding() == Encoding.TF_IDF) {
            // Keras stores them for the lookup that the layer makes for itself, too.
            scope.child("_lookup_layer").stored("vars/idf_weights", DType.FLOAT32, false, depth(scope));
        }
        Tensor result = lookup.apply(scope, text);
        return cut == null && indices && length != Shape.ANY ? sized(graph, result) : result;
    }

    private long depth(LayerScope scope) throws ModelRefusedException {
        List<@Nullable String> unknown =
                new ArrayList<>(Collections.<@Nullable String>nCopies(lookup.oovIndices(), lookup.oovToken()));
        long tokens = lookup.vocabulary().tokens(scope, unknown).size();
        return lookup.maxTokens() > 0 ? lookup.maxTokens() : lookup.oovIndices() + tokens;
    }

    /** Cut, or filled with zeros, to the length that is wanted. */
    private Tensor sized(GraphBuilder graph, Tensor x) {
        int last = x.rank() - 1;
        Tensor cut = graph.slice(x, last, 0, length);
        long size = cut.size(last);
        if (size == length) {
            return cut;
        }
        List<Long> none = Collections.nCopies(x.rank(), 0L);
        List<Long> after = new ArrayList<>(none);
        after.set(last, size == Shape.ANY ? length : length - size);
        return graph.slice(graph.pad(cut, 0, none, after), last, 0, length);
    }
}
