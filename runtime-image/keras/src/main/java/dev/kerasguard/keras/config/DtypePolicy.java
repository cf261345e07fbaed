package dev.kerasguard.keras.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.RefusalRule;
import dev.kerasguard.keras.graph.DType;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A layer's dtype policy.
 *
 * @param compute the type that floating inputs are cast to and that the layer computes in
 * @param variable the type of its weights
 * @param quantization how its kernel is stored instead; null when it is not quantised
 */
public record DtypePolicy(
        DType compute, DType variable, @Nullable Quantization quantization) {

    /** What a layer that says nothing has. */
    public static final DtypePolicy FLOAT32 = new DtypePolicy(DType.FLOAT32, DType.FLOAT32, null);

    private static final Pattern INT4 = Pattern.compile("int4(?:/(-1|[1-9][0-9]{0,6}))?");

    /** Keras reads the keys of a map as regular expressions; a plain path is the same either way. */
    private static final Pattern PATH = Pattern.compile("[A-Za-z0-9_./-]+");

    /** The policy that the setting {@code dtype} names. */
    public static DtypePolicy read(Settings settings) throws ModelRefusedException {
        return read(settings, settings.string("name", ""), settings.find("dtype"));
    }

    /**
     * The policy of a layer that a layer makes for itself: its own, unless a map says otherwise.
     *
     * @param sublayer the name that Keras gives it
     */
    public static DtypePolicy read(Settings settings, String sublayer) throws ModelRefusedException {
        return read(settings, settings.string("name", "") + "/" + sublayer, settings.find("dtype"));
    }

    /** The type that a layer of integers or strings gives, where a policy cannot be meant. */
    public static Optional<DType> plain(Settings settings) {
        JsonNode dtype = settings.find("dtype");
        return dtype == null
                ? Optional.empty()
                : DType.of(
                        dtype.isTextual()
                                ? dtype.textValue()
                                : dtype.path("config").path("name").asText(""));
    }

    private static DtypePolicy read(Settings settings, String path, @Nullable JsonNode dtype)
            throws ModelRefusedException {
        if (dtype == null || dtype.isNull()) {
            return FLOAT32;
        }
        if (dtype.isTextual()) {
            return named(settings, dtype.textValue());
        }
        String className = dtype.path("class_name").asText("");
        JsonNode config = dtype.path("config");
        String name = config.path("name").asText("");
        String mode = config.path("mode").asText("");
        return switch (className) {
            case "DTypePolicy", "Policy" -> named(settings, name);
            case "QuantizedDTypePolicy", "Int4DTypePolicy" ->
                mode.isEmpty()
                        ? named(settings, name)
                        : quantized(settings, mode, config.path("source_name").asText(""));
            case "DTypePolicyMap" -> read(settings, path, chosen(settings, path, config));
            default -> throw refused(settings, className + " " + (name.isEmpty() ? mode : name));
        };
    }

    /** What a map holds for a layer's path, or else for all. */
    private static @Nullable JsonNode chosen(Settings settings, String path, JsonNode map)
            throws ModelRefusedException {
        JsonNode chosen = map.get("default_policy");
        if (map.path("policy_map") instanceof ObjectNode policies) {
            for (var each : policies.properties()) {
                if (!PATH.matcher(each.getKey()).matches()) {
                    throw refused(settings, "DTypePolicyMap with the pattern " + each.getKey());
                }
                chosen = each.getKey().equals(path) ? each.getValue() : chosen;
            }
        }
        if (chosen != null && chosen.path("class_name").asText("").equals("DTypePolicyMap")) {
            throw refused(settings, "DTypePolicyMap in a DTypePolicyMap");
        }
        return chosen;
    }

    private static DtypePolicy named(Settings settings, String name) throws ModelRefusedException {
        int from = name.indexOf("_from_");
        if (from >= 0) {
            return quantized(settings, name.substring(0, from), name.substring(from + "_from_".length()));
        }
        return switch (name) {
            case "mixed_float16" -> new DtypePolicy(DType.FLOAT16, DType.FLOAT32, null);
            case "mixed_bfloat16" -> new DtypePolicy(DType.BFLOAT16, DType.FLOAT32, null);
            default -> {
                DType dtype = DType.of(name).orElseThrow(() -> refused(settings, name));
                yield new DtypePolicy(dtype, dtype, null);
            }
        };
    }

    private static DtypePolicy quantized(Settings settings, String mode, String source) throws ModelRefusedException {
        Matcher int4 = INT4.matcher(mode);
        Quantization quantization;
        if (mode.equals("int8")) {
            quantization = new Quantization(Quantization.Mode.INT8, Quantization.PER_CHANNEL);
        } else if (int4.matches()) {
            String block = int4.group(1);
            quantization = new Quantization(
                    Quantization.Mode.INT4, block == null ? Quantization.PER_CHANNEL : Integer.parseInt(block));
        } else {
            throw refused(settings, mode + "_from_" + source);
        }
        DtypePolicy base = named(settings, source);
        if (base.quantization() != null || !base.compute().isFloating()) {
            throw refused(settings, mode + "_from_" + source);
        }
        return new DtypePolicy(base.compute(), base.variable(), quantization);
    }

    private static ModelRefusedException refused(Settings settings, String name) {
        return RefusalRule.DTYPE_NOT_SUPPORTED.at(
                settings.place(),
                "its dtype policy \"" + ForbiddenObjects.printable(name)
                        + "\" is not supported; use float32, float16, bfloat16, float64, mixed_float16,"
                        + " mixed_bfloat16, int8 or int4, or export as SavedModel with model.export()");
    }
}
