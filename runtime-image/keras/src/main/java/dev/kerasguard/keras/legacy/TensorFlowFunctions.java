package dev.kerasguard.keras.legacy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.RefusalRule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The functions of TensorFlow that a model of Keras 2 recorded as layers ({@code TFOpLambda}), as operations of
 * {@code keras.ops} that do the same. It is an allowlist: no function is looked up by its name.
 */
final class TensorFlowFunctions {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** Says that an argument is nothing when it is absent, and a refusal otherwise. */
    private static final String REFUSED = "!";

    /**
     * A function of TensorFlow.
     *
     * @param operation class of {@code keras.ops}
     * @param tensors the function's arguments that the operation is called with, in order
     * @param settings the function's other arguments: what the operation calls them
     */
    private record Function(String operation, List<String> tensors, Map<String, String> settings) {}

    private static final SortedMap<String, Function> ALL = table("""
            __operators__.add = Add x y
            __operators__.getitem = GetItem tensor slice_spec
            __operators__.logical_and = LogicalAnd x y
            __operators__.logical_or = LogicalOr x y
            cast = Cast x dtype:dtype
            clip_by_value = Clip t clip_value_min:x_min clip_value_max:x_max
            compat.v1.concat = Concatenate values axis:axis
            compat.v1.expand_dims = ExpandDims input axis:axis dim:!
            compat.v1.pad = Pad tensor paddings:pad_width mode:mode constant_values:constant_values
            compat.v1.squeeze = Squeeze input axis:axis squeeze_dims:!
            compat.v1.transpose = Transpose a perm:axes conjugate:!
            concat = Concatenate values axis:axis
            expand_dims = ExpandDims input axis:axis
            identity = Identity input
            linalg.matmul = Matmul a b transpose_a:! transpose_b:! adjoint_a:! adjoint_b:! a_is_sparse:! b_is_sparse:! output_type:!
            math.abs = Absolute x
            math.add = Add x y
            math.argmax = Argmax input axis:axis output_type:!
            math.argmin = Argmin input axis:axis output_type:!
            math.ceil = Ceil x
            math.cos = Cos x
            math.cumsum = Cumsum x axis:axis exclusive:! reverse:!
            math.divide = TrueDivide x y
            math.equal = Equal x y
            math.erf = Erf x
            math.exp = Exp x
            math.expm1 = Expm1 x
            math.floor = Floor x
            math.floordiv = FloorDivide x y
            math.floormod = Mod x y
            math.greater = Greater x y
            math.greater_equal = GreaterEqual x y
            math.less = Less x y
            math.less_equal = LessEqual x y
            math.log = Log x
            math.log1p = Log1p x
            math.log_sigmoid = LogSigmoid x
            math.logical_and = LogicalAnd x y
            math.logical_not = LogicalNot x
            math.logical_or = LogicalOr x y
            math.maximum = Maximum x y
            math.minimum = Minimum x y
            math.mod = Mod x y
            math.multiply = Multiply x y
            math.negative = Negative x
            math.not_equal = NotEqual x y
            math.pow = Power x y
            math.reciprocal = Reciprocal x
            math.reduce_all = All input_tensor axis:axis keepdims:keepdims
            math.reduce_any = Any input_tensor axis:axis keepdims:keepdims
            math.reduce_logsumexp = Logsumexp input_tensor axis:axis keepdims:keepdims
            math.reduce_max = Max input_tensor axis:axis keepdims:keepdims
            math.reduce_mean = Mean input_tensor axis:axis keepdims:keepdims
            math.reduce_min = Min input_tensor axis:axis keepdims:keepdims
            math.reduce_prod = Prod input_tensor axis:axis keepdims:keepdims
            math.reduce_std = Std input_tensor axis:axis keepdims:keepdims
            math.reduce_sum = Sum input_tensor axis:axis keepdims:keepdims
            math.reduce_variance = Var input_tensor axis:axis keepdims:keepdims
            math.round = Round x
            math.rsqrt = Rsqrt x
            math.sigmoid = Sigmoid x
            math.sign = Sign x
            math.sin = Sin x
            math.softplus = Softplus features
            math.sqrt = Sqrt x
            math.square = Square x
            math.subtract = Subtract x y
            math.tanh = Tanh x
            math.truediv = TrueDivide x y
            nn.elu = Elu features
            nn.gelu = Gelu features approximate:approximate
            nn.leaky_relu = LeakyRelu features alpha:negative_slope
            nn.log_softmax = LogSoftmax logits axis:axis
            nn.relu = Relu features
            nn.relu6 = Relu6 features
            nn.selu = Selu features
            nn.sigmoid = Sigmoid x
            nn.silu = Silu features beta:!
            nn.softmax = Softmax logits axis:axis
            nn.softplus = Softplus features
            nn.softsign = Softsign features
            nn.swish = Silu features beta:!
            nn.tanh = Tanh x
            ones_like = OnesLike input dtype:!
            pad = Pad tensor paddings:pad_width mode:mode constant_values:constant_values
            repeat = Repeat input repeats:repeats axis:axis
            reshape = Reshape tensor shape:newshape
            split = Split value num_or_size_splits:indices_or_sections axis:axis num:!
            squeeze = Squeeze input axis:axis
            stack = Stack values axis:axis
            tile = Tile input multiples:repeats
            transpose = Transpose a perm:axes conjugate:!
            where = Where condition x y
            zeros_like = ZerosLike input dtype:!
            """);

    /** What TensorFlow means where Keras means something else by saying nothing. */
    private static final Map<String, Map<String, JsonNode>> DEFAULTS = Map.of(
            "Argmax", Map.of("axis", JSON.numberNode(0)),
            "Argmin", Map.of("axis", JSON.numberNode(0)),
            "Cumsum", Map.of("axis", JSON.numberNode(0)),
            "Gelu", Map.of("approximate", JSON.booleanNode(false)),
            "LeakyRelu", Map.of("negative_slope", JSON.numberNode(0.2)));

    private TensorFlowFunctions() {}

    /** The functions that can be translated. */
    static SortedSet<String> names() {
        return new TreeSet<>(ALL.keySet());
    }

    /**
     * Makes a recorded function an operation.
     *
     * @param layer changed in place
     * @param calls its calls, the first argument by position and the others by name
     * @return the calls of the operation
     */
    static ArrayNode translate(ObjectNode layer, ArrayNode calls) throws ModelRefusedException {
        JsonNode config = layer.path("config");
        String name = config.path("name").asText("");
        String functionName = config.path("function").asText("");
        Function function = ALL.get(functionName);
        if (function == null) {
            throw refused(name, functionName, "is not among the functions that can be translated");
        }
        if (calls.size() != 1) {
            throw LegacyConfig.invalid(name, "is a function that is called " + calls.size() + " times");
        }
        ObjectNode settings = JSON.objectNode().put("name", name);
        DEFAULTS.getOrDefault(function.operation(), Map.of()).forEach(settings::set);
        ObjectNode call = JSON.objectNode();
        ArrayNode tensors = call.putArray("args");
        call.set("kwargs", JSON.objectNode());
        arguments(name, functionName, function, calls.get(0), tensors, settings);
        adjust(name, functionName, function, tensors, settings, call);
        layer.put("module", "keras.src.ops.legacy").put("class_name", function.operation());
        layer.set("config", settings);
        return JSON.arrayNode().add(call);
    }

    private static void arguments(
            String name, String functionName, Function function, JsonNode call, ArrayNode tensors, ObjectNode settings)
            throws ModelRefusedException {
        Map<String, JsonNode> given = new HashMap<>();
        call.path("kwargs").properties().forEach(each -> given.put(each.getKey(), each.getValue()));
        given.remove("name");
        given.put(function.tensors().getFirst(), call.path("args").path(0));
        for (String tensor : function.tensors()) {
            @Nullable JsonNode value = given.remove(tensor);
            if (value == null) {
                throw LegacyConfig.invalid(name, "is called without \"" + tensor + "\"");
            }
            tensors.add(value);
        }
        for (Map.Entry<String, JsonNode> each : given.entrySet()) {
            @Nullable String setting = function.settings().get(each.getKey());
            boolean nothing = each.getValue().isNull() || each.getValue().equals(JSON.booleanNode(false));
            if (setting != null && !setting.equals(REFUSED)) {
                if (!each.getValue().isNull()) {
                    settings.set(setting, each.getValue());
                }
            } else if (!nothing && !isDefault(each.getKey(), each.getValue())) {
                throw refused(name, functionName, "is called with \"" + each.getKey() + "\", which is not supported");
            }
        }
        for (JsonNode setting : settings) {
            if (hasTensor(setting)) {
                throw refused(name, functionName, "takes a setting from a tensor, which is not supported");
            }
        }
    }

    private static boolean isDefault(String key, JsonNode value) {
        return key.equals("beta") && value.asDouble(0) == 1;
    }

    private static boolean hasTensor(JsonNode node) {
        if (node.path("class_name").asText("").equals("__keras_tensor__")) {
            return true;
        }
        for (JsonNode each : node) {
            if (hasTensor(each)) {
                return true;
            }
        }
        return false;
    }

    /** What the two say in different forms. */
    private static void adjust(
            String name,
            String functionName,
            Function function,
            ArrayNode tensors,
            ObjectNode settings,
            ObjectNode call)
            throws ModelRefusedException {
        switch (function.operation()) {
            case "Pad" -> {
                String mode = settings.path("mode").asText("CONSTANT").toLowerCase(java.util.Locale.ROOT);
                settings.put("mode", mode);
                @Nullable JsonNode value = settings.remove("constant_values");
                if (value != null && mode.equals("constant")) {
                    ((ObjectNode) call.path("kwargs")).set("constant_values", value);
                }
            }
            case "GetItem" -> tensors.set(1, slices(tensors.get(1)));
            case "Split" -> splits(name, functionName, settings);
            default -> {
                // Both say the same.
            }
        }
    }

    /** Keras cuts at indices where TensorFlow gives sizes. */
    private static void splits(String name, String functionName, ObjectNode settings) throws ModelRefusedException {
        if (!(settings.get("indices_or_sections") instanceof ArrayNode sizes)) {
            return;
        }
        ArrayNode indices = JSON.arrayNode();
        long at = 0;
        for (int i = 0; i < sizes.size() - 1; i++) {
            if (!sizes.get(i).isInt() || sizes.get(i).intValue() < 0) {
                throw refused(name, functionName, "leaves the size of a piece open, which is not supported");
            }
            at += sizes.get(i).intValue();
            indices.add(at);
        }
        settings.set("indices_or_sections", indices);
    }

    private static JsonNode slices(JsonNode spec) {
        if (spec instanceof ArrayNode array) {
            ArrayNode all = JSON.arrayNode();
            array.forEach(each -> all.add(slices(each)));
            return all;
        }
        if (spec.has("start") && spec.has("stop") && spec.has("step")) {
            ObjectNode slice = JSON.objectNode().put("class_name", "__slice__");
            slice.set("config", spec);
            return slice;
        }
        return spec;
    }

    private static ModelRefusedException refused(String name, String function, String what) {
        return RefusalRule.LAYER_NOT_SUPPORTED.at(
                "model_config \"" + name.replaceAll("[^A-Za-z0-9_./-]", "?") + "\"",
                "tf." + function.replaceAll("[^A-Za-z0-9_.]", "?") + " " + what
                        + "; use layers of Keras, or export as SavedModel with model.export()");
    }

    private static SortedMap<String, Function> table(String text) {
        SortedMap<String, Function> all = new TreeMap<>();
        for (String line : text.lines().toList()) {
            List<String> words = List.of(line.split(" ", -1));
            List<String> tensors = new ArrayList<>();
            Map<String, String> settings = new HashMap<>();
            Set<String> seen = new HashSet<>();
            for (String word : words.subList(3, words.size())) {
                int colon = word.indexOf(':');
                if (!seen.add(colon < 0 ? word : word.substring(0, colon))) {
                    throw new IllegalStateException(line);
                }
                if (colon < 0) {
                    tensors.add(word);
                } else {
                    settings.put(word.substring(0, colon), word.substring(colon + 1));
                }
            }
            all.put(words.getFirst(), new Function(words.get(2), List.copyOf(tensors), Map.copyOf(settings)));
        }
        return all;
    }
}
