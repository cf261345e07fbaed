package dev.kerasguard.keras.assembly;

import dev.kerasguard.keras.config.ModelConfig;
import dev.kerasguard.keras.config.ModelConfig.Argument;
import dev.kerasguard.keras.config.ModelConfig.Call;
import dev.kerasguard.keras.config.ModelConfig.Layer;
import dev.kerasguard.keras.config.ModelConfig.Sequential;
import dev.kerasguard.keras.graph.TensorType;
import dev.kerasguard.keras.layers.Value;
import dev.kerasguard.keras.layers.WeightTable;
import dev.kerasguard.keras.vetting.LayerSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The layers of a model after they were called.
 *
 * @param config the model
 * @param container the group of the layers' weights in the file
 * @param given what the first call of each layer gave, by its name
 */
public record CalledLayers(ModelConfig config, String container, Map<String, Value> given) {

    /** What a person wants to see of each layer, in the file's order. */
    public List<LayerSummary> summaries(WeightTable declared) {
        List<LayerSummary> summaries = new ArrayList<>();
        WeightPaths paths = new WeightPaths();
        String before = "";
        for (Layer layer : config.layers()) {
            String path = container + "/" + paths.next(layer.className()) + "/";
            long parameters = declared.all().stream()
                    .filter(each -> each.path().startsWith(path))
                    .mapToLong(each -> each.type().shape().elements())
                    .sum();
            Value value = given.get(layer.name());
            List<TensorType> outputs = value == null
                    ? List.of()
                    : value.leaves().stream().map(leaf -> leaf.tensor().type()).toList();
            List<String> inputs = config instanceof Sequential
                    ? (before.isEmpty() ? List.of() : List.of(before))
                    : layer.calls().stream()
                            .flatMap(CalledLayers::sources)
                            .distinct()
                            .toList();
            summaries.add(new LayerSummary(layer.name(), layer.className(), outputs, parameters, inputs));
            before = layer.name();
        }
        return summaries;
    }

    private static Stream<String> sources(Call call) {
        return Stream.concat(call.positional().stream(), call.keywords().values().stream())
                .flatMap(CalledLayers::sources);
    }

    private static Stream<String> sources(Argument argument) {
        return switch (argument) {
            case Argument.Ref(var tensor) -> Stream.of(tensor.layer());
            case Argument.Sequence(List<Argument> values) -> values.stream().flatMap(CalledLayers::sources);
            case Argument.Mapping(Map<String, Argument> values) ->
                values.values().stream().flatMap(CalledLayers::sources);
            case Argument.Constant _ -> Stream.empty();
        };
    }
}
