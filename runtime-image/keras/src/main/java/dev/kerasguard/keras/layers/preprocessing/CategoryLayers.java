package dev.kerasguard.keras.layers.preprocessing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.IndexOp;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.graph.TextOp;
import dev.kerasguard.keras.layers.Arguments;
import dev.kerasguard.keras.layers.LayerBuilder;
import dev.kerasguard.keras.layers.LayerReader;
import dev.kerasguard.keras.layers.LayerScope;
import dev.kerasguard.keras.layers.TensorLayer;
import dev.kerasguard.keras.layers.Value;
import dev.kerasguard.keras.layers.Value.Leaf;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The layers that turn numbers, strings and texts into categories, and signals into spectra, by class name. */
public final class CategoryLayers {

    private static final Set<Encoding> ALL_BUT_TF_IDF =
            Set.of(Encoding.INT, Encoding.ONE_HOT, Encoding.MULTI_HOT, Encoding.COUNT);

    /** All of them. */
    public static final Map<String, LayerReader> ALL = Map.of(
            "CategoryEncoding", LayerReader.of(CategoryLayers::categoryEncoding),
            "Discretization", LayerReader.of(CategoryLayers::discretization),
            "Hashing", LayerReader.of(HashingLayer::read),
            "HashedCrossing", LayerReader.of(CategoryLayers::hashedCrossing),
            "IntegerLookup", LayerReader.of(LookupLayer::readNumbers),
            "MelSpectrogram", LayerReader.of(MelSpectrogramLayer::read),
            "STFTSpectrogram", LayerReader.of(SpectrogramLayer::read),
            "StringLookup", LayerReader.of(LookupLayer::readText),
            "TextVectorization", LayerReader.of(TextVectorizationLayer::read));

    private CategoryLayers() {}

    /** {@code CategoryEncoding}: indices as hot vectors, or as counts with weights. */
    private record CategoryEncodingLayer(int tokens, Encoding encoding) implements LayerBuilder {
        @Override
        public Set<String> keywords() {
            return Set.of("count_weights");
        }

        @Override
        public Value call(LayerScope scope, Arguments arguments) throws ModelRefusedException {
            Leaf input = arguments.leaf(0, "inputs");
            if (input == null) {
                throw scope.invalid("is called without a tensor");
            }
            Leaf weights = arguments.leaf(1, "count_weights");
            if (weights != null && encoding != Encoding.COUNT) {
                throw scope.invalid("is called with weights and does not count");
            }
            DType dtype = scope.policy().compute();
            GraphBuilder graph = scope.graph();
            Tensor factors = weights == null ? null : graph.cast(weights.tensor(), dtype);
            return new Leaf(encoding.of(graph, input.tensor(), tokens, dtype, factors));
        }
    }

    private static LayerBuilder categoryEncoding(Settings settings) throws ModelRefusedException {
        return new CategoryEncodingLayer(
                settings.integer("num_tokens", 1),
                Encoding.read(settings, "multi_hot", Set.of(Encoding.ONE_HOT, Encoding.MULTI_HOT, Encoding.COUNT)));
    }

    /** {@code Discretization}: the number of the interval that a number lies in. */
    private record DiscretizationLayer(List<Float> boundaries, Encoding encoding) implements TensorLayer {
        @Override
        public boolean castsInputs() {
            return false;
        }

        @Override
        public Tensor apply(LayerScope scope, Tensor input) throws ModelRefusedException {
            GraphBuilder graph = scope.graph();
            DType dtype = switch (input.dtype()) {
                case BOOL, INT8, INT16, UINT8, UINT16 -> DType.INT32;
                case UINT32 -> DType.INT64;
                case FLOAT16, BFLOAT16, FLOAT64 -> DType.FLOAT32;
                default -> input.dtype();
            };
            Tensor interval = graph.op(new IndexOp.Bucketize(boundaries), graph.cast(input, dtype));
            DType output =
                    encoding == Encoding.INT ? DType.INT32 : scope.policy().compute();
            return encoding.of(graph, interval, boundaries.size() + 1L, output, null);
        }
    }

    private static LayerBuilder discretization(Settings settings) throws ModelRefusedException {
        if (!settings.has("bin_boundaries")) {
            throw settings.unsupported("bin_boundaries", "a list of numbers: adapt the layer before saving");
        }
        List<Float> boundaries = new ArrayList<>();
        for (JsonNode each : settings.array("bin_boundaries")) {
            float boundary = each.isNumber() ? (float) each.doubleValue() : Float.NaN;
            boolean grows = boundaries.isEmpty() || boundary >= boundaries.getLast();
            if (!Float.isFinite(boundary) || !grows || boundaries.size() >= 1_000_000) {
                throw settings.invalid("bin_boundaries", "must hold up to 1000000 finite numbers that grow");
            }
            boundaries.add(boundary);
        }
        return new DiscretizationLayer(boundaries, Encoding.read(settings, "int", ALL_BUT_TF_IDF));
    }

    /** {@code HashedCrossing}: one number for what two or more columns say together. */
    private record HashedCrossingLayer(int bins, Encoding encoding) implements LayerBuilder {
        @Override
        public boolean castsInputs() {
            return false;
        }

        @Override
        public Value call(LayerScope scope, Arguments arguments) throws ModelRefusedException {
            GraphBuilder graph = scope.graph();
            List<Tensor> columns = new ArrayList<>();
            int rank = 2;
            for (Leaf each : arguments.masked()) {
                Tensor x = each.tensor();
                rank = x.rank();
                boolean fits = x.dtype() == DType.STRING || x.dtype().isInteger();
                if (!fits || rank < 1 || rank > 2 || (rank == 2 && x.size(1) != 1)) {
                    throw scope.invalid("crosses columns of strings or whole numbers and is called with " + x.type());
                }
                Tensor column = rank == 1 ? graph.expandDims(x, 1) : x;
                columns.add(column.dtype() == DType.STRING ? column : graph.cast(column, DType.INT64));
            }
            if (columns.size() < 2) {
                throw scope.invalid("takes two columns or more and is called with " + columns.size());
            }
            Tensor crossed = graph.add(new TextOp.Cross(bins), columns).output();
            Tensor bucket = rank == 1 ? graph.squeeze(crossed, 1) : crossed;
            return new Leaf(encoding.of(graph, bucket, bins, scope.policy().compute(), null));
        }
    }

    private static LayerBuilder hashedCrossing(Settings settings) throws ModelRefusedException {
        return new HashedCrossingLayer(
                settings.integer("num_bins", 1),
                Encoding.read(settings, "int", Set.of(Encoding.INT, Encoding.ONE_HOT)));
    }
}
