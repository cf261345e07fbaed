package dev.kerasguard.keras.tensorflow;

import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.Literal;
import dev.kerasguard.keras.graph.Node;
import dev.kerasguard.keras.graph.Shape;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.graph.TextOp;
import dev.kerasguard.keras.graph.TextOp.AsString;
import dev.kerasguard.keras.graph.TextOp.Cross;
import dev.kerasguard.keras.graph.TextOp.Cut;
import dev.kerasguard.keras.graph.TextOp.Hash;
import dev.kerasguard.keras.graph.TextOp.Lookup;
import dev.kerasguard.keras.graph.TextOp.Lower;
import dev.kerasguard.keras.graph.TextOp.StripPunctuation;
import dev.kerasguard.keras.graph.TextOp.Tokens;
import java.util.List;
import java.util.stream.LongStream;
import org.tensorflow.Operation;
import org.tensorflow.Output;
import org.tensorflow.proto.DataType;

/** Operations on strings. */
final class TextEmitter {

    /** What Keras takes for punctuation: RE2, the same characters as Python's string.punctuation. */
    private static final String PUNCTUATION = "[!-/:-@\\[-`{-~]";

    /** What TensorFlow's own crossing of columns has as its key. */
    private static final long CROSS_KEY = 0xDECAFCAFFEL;

    private TextEmitter() {}

    static Output<?> emit(Emission to, Node node, TextOp op) {
        Tensor first = node.inputs().getFirst();
        Output<?> x = to.of(first);
        return switch (op) {
            case Lower() -> to.build(to.builder("StringLower").addInput(x).setAttr("encoding", ""));
            case StripPunctuation() ->
                to.build(to.builder("StaticRegexReplace")
                        .addInput(x)
                        .setAttr("pattern", PUNCTUATION)
                        .setAttr("rewrite", "")
                        .setAttr("replace_global", true));
            case Tokens tokens -> tokens(to, first, tokens);
            case Lookup lookup -> lookup(to, x, lookup);
            case Hash(long buckets, List<Long> key) ->
                key.isEmpty()
                        ? to.build(
                                to.builder("StringToHashBucketFast").addInput(x).setAttr("num_buckets", buckets))
                        : to.build(to.builder("StringToHashBucketStrong")
                                .addInput(x)
                                .setAttr("num_buckets", buckets)
                                .setAttr(
                                        "key",
                                        key.stream().mapToLong(Long::longValue).toArray()));
            case AsString() -> to.build(to.typed("AsString", first.dtype(), x));
            case Cross(long buckets) -> cross(to, node, buckets);
        };
    }

    /** Tokens as values with the number of their text, then in rows. */
    private static Output<?> tokens(Emission to, Tensor input, Tokens tokens) {
        Output<?> x = to.of(input);
        Output<?> values;
        Output<?> splits;
        if (tokens.cut() == Cut.WHITESPACE) {
            Operation split = to.operation(to.builder("StringSplitV2")
                    .addInput(x)
                    .addInput(text(to, ""))
                    .setAttr("maxsplit", -1));
            values = split.output(1);
            splits = splits(
                    to,
                    input,
                    to.build(to.builder("StridedSlice")
                            .addInput(split.output(0))
                            .addInput(to.ints(0, 0))
                            .addInput(to.ints(0, 1))
                            .addInput(to.ints(1, 1))
                            .setAttr("T", DataType.DT_INT64)
                            .setAttr("Index", DataType.DT_INT32)
                            .setAttr("begin_mask", 1)
                            .setAttr("end_mask", 1)
                            .setAttr("shrink_axis_mask", 2)));
        } else {
            Operation decoded = to.operation(to.builder("UnicodeDecode")
                    .addInput(x)
                    .setAttr("input_encoding", "UTF-8")
                    .setAttr("errors", "replace")
                    .setAttr("replacement_char", 65533)
                    .setAttr("replace_control_characters", false)
                    .setAttr("Tsplits", DataType.DT_INT64));
            splits = decoded.output(0);
            values = characters(to, decoded.output(1));
        }
        if (!tokens.ngrams().isEmpty()) {
            Operation ngrams = to.operation(to.builder("StringNGrams")
                    .addInput(values)
                    .addInput(splits)
                    .setAttr("separator", " ")
                    .setAttr(
                            "ngram_widths",
                            tokens.ngrams().stream()
                                    .mapToLong(Integer::longValue)
                                    .toArray())
                    .setAttr("left_pad", "")
                    .setAttr("right_pad", "")
                    .setAttr("pad_width", 0)
                    .setAttr("preserve_short_sequences", false)
                    .setAttr("Tsplits", DataType.DT_INT64));
            values = ngrams.output(0);
            splits = ngrams.output(1);
        }
        return to.build(to.builder("RaggedTensorToTensor")
                .addInput(to.constant(Literal.ofLongs(DType.INT64, Shape.ANY, tokens.length())))
                .addInput(values)
                .addInput(text(to, ""))
                .addInputList(new Output<?>[] {splits})
                .setAttr("T", DataType.DT_STRING)
                .setAttr("Tindex", DataType.DT_INT64)
                .setAttr("Tshape", DataType.DT_INT64)
                .setAttr("row_partition_types", new String[] {"ROW_SPLITS"}));
    }

    /** Where each text's tokens start and end, of the number of the text of each token. */
    private static Output<?> splits(Emission to, Tensor input, Output<?> rows) {
        Output<?> ones = to.build(to.builder("OnesLike").addInput(rows).setAttr("T", DataType.DT_INT64));
        Output<?> counts = to.build(to.builder("UnsortedSegmentSum")
                .addInput(ones)
                .addInput(rows)
                .addInput(to.size(input, 0))
                .setAttr("T", DataType.DT_INT64)
                .setAttr("Tindices", DataType.DT_INT64)
                .setAttr("Tnumsegments", DataType.DT_INT32));
        Output<?> ends = to.build(to.typed("Cumsum", DType.INT64, counts, to.constant(DType.INT32, 0))
                .setAttr("Tidx", DataType.DT_INT32));
        return to.build(to.builder("ConcatV2")
                .addInputList(new Output<?>[] {to.constant(Literal.ofLongs(DType.INT64, 0)), ends})
                .addInput(to.constant(DType.INT32, 0))
                .setAttr("T", DataType.DT_INT64)
                .setAttr("Tidx", DataType.DT_INT32));
    }

    /** Each code point as a string. */
    private static Output<?> characters(Emission to, Output<?> codes) {
        Output<?> count = to.build(to.builder("Size")
                .addInput(codes)
                .setAttr("T", DataType.DT_INT32)
                .setAttr("out_type", DataType.DT_INT32));
        Output<?> range = to.build(to.builder("Range")
                .addInput(to.constant(DType.INT32, 0))
                .addInput(to.op("AddV2", DType.INT32, count, to.constant(DType.INT32, 1)))
                .addInput(to.constant(DType.INT32, 1))
                .setAttr("Tidx", DataType.DT_INT32));
        return to.build(to.builder("UnicodeEncode")
                .addInput(codes)
                .addInput(range)
                .setAttr("errors", "replace")
                .setAttr("output_encoding", "UTF-8")
                .setAttr("replacement_char", 65533)
                .setAttr("Tsplits", DataType.DT_INT32));
    }

    /** A hash table, which one run of the session fills. */
    private static Output<?> lookup(Emission to, Output<?> x, Lookup lookup) {
        DataType type = DataTypes.of(lookup.keys().type().dtype());
        Operation table = to.operation(to.builder("HashTableV2")
                .setAttr("key_dtype", type)
                .setAttr("value_dtype", DataType.DT_INT64)
                .setAttr("use_node_name_sharing", true));
        int count = lookup.keys().values().size();
        long[] places = LongStream.range(0, count).map(i -> i + lookup.first()).toArray();
        to.initialise(to.operation(to.builder("LookupTableImportV2")
                .addInput(table.output(0))
                .addInput(to.constant(lookup.keys()))
                .addInput(to.constant(Literal.ofLongs(DType.INT64, places)))
                .setAttr("Tin", type)
                .setAttr("Tout", DataType.DT_INT64)));
        long otherwise = lookup.strict() ? -1 : lookup.otherwise();
        Output<?> found = to.build(to.builder("LookupTableFindV2")
                .addInput(table.output(0))
                .addInput(x)
                .addInput(to.constant(Literal.ofLongs(DType.INT64, otherwise).as(Shape.SCALAR)))
                .setAttr("Tin", type)
                .setAttr("Tout", DataType.DT_INT64));
        return lookup.strict() ? checked(to, found) : found;
    }

    /** An error of the run when a place is -1. */
    private static Output<?> checked(Emission to, Output<?> places) {
        Output<?> none = to.constant(Literal.ofLongs(DType.INT64, -1).as(Shape.SCALAR));
        Output<?> known = to.build(to.typed("NotEqual", DType.INT64, places, none));
        Output<?> flat = to.build(to.builder("Reshape")
                .addInput(known)
                .addInput(to.ints(-1))
                .setAttr("T", DataType.DT_BOOL)
                .setAttr("Tshape", DataType.DT_INT32));
        Output<?> all = to.build(to.builder("All")
                .addInput(flat)
                .addInput(to.ints(0))
                .setAttr("Tidx", DataType.DT_INT32)
                .setAttr("keep_dims", false));
        Operation check = to.operation(to.builder("Assert")
                .addInput(all)
                .addInputList(
                        new Output<?>[] {text(to, "a value is not in the vocabulary, which has no place for others")})
                .setAttr("T", new DataType[] {DataType.DT_STRING})
                .setAttr("summarize", 3));
        return to.build(to.typed("Identity", DType.INT64, places).addControlInput(check));
    }

    private static Output<?> cross(Emission to, Node node, long buckets) {
        DataType[] types =
                node.inputs().stream().map(each -> DataTypes.of(each.dtype())).toArray(DataType[]::new);
        boolean words = node.inputs().stream().allMatch(each -> each.dtype() == DType.STRING);
        Operation cross = to.operation(to.builder("SparseCross")
                .addInputList(new Output<?>[0])
                .addInputList(new Output<?>[0])
                .addInputList(new Output<?>[0])
                .addInputList(node.inputs().stream().map(to::of).toArray(Output<?>[]::new))
                .setAttr("N", 0)
                .setAttr("hashed_output", true)
                .setAttr("num_buckets", buckets)
                .setAttr("hash_key", CROSS_KEY)
                .setAttr("sparse_types", new DataType[0])
                .setAttr("dense_types", types)
                .setAttr("out_type", DataType.DT_INT64)
                .setAttr("internal_type", words ? DataType.DT_STRING : DataType.DT_INT64));
        // Columns of one: each row has one crossing.
        return to.build(to.typed("Reshape", DType.INT64, cross.output(1), to.ints(-1, 1))
                .setAttr("Tshape", DataType.DT_INT32));
    }

    private static Output<?> text(Emission to, String value) {
        return to.constant(Literal.ofStrings(List.of(value)).as(Shape.SCALAR));
    }
}
