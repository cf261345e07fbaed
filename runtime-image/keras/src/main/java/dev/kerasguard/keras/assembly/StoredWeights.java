package dev.kerasguard.keras.assembly;

import dev.kerasguard.keras.LoadLimits;
import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.RefusalRule;
import dev.kerasguard.keras.config.ModelConfig;
import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.WeightDeclaration;
import dev.kerasguard.keras.layers.WeightTable;
import dev.kerasguard.keras.tensorflow.WeightValues;
import dev.kerasguard.keras.weights.StoredArray;
import dev.kerasguard.keras.weights.WeightFile;
import dev.kerasguard.keras.weights.WeightFile.LayerWeights;
import dev.kerasguard.keras.weights.WeightFile.NamedArray;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The weights that a model declares, found in its file. */
final class StoredWeights {

    private static final Pattern COUNT = Pattern.compile("(.*/)?count(:0)?");

    private final Map<WeightDeclaration, MemorySegment> found = new HashMap<>();
    private final FiniteNumbers numbers = new FiniteNumbers();
    private final LoadLimits limits;
    private final Refusals refusals;
    private long parameters;

    private StoredWeights(LoadLimits limits, Refusals refusals) {
        this.limits = limits;
        this.refusals = refusals;
    }

    /**
     * Finds every declared weight; nothing is allocated. All that is wrong with weights is gathered, each with its
     * place; thrown is only what makes looking at them pointless.
     *
     * @param declared what the model needs
     * @param file the model that declared it, with its weights
     * @param container the group of the model's layers; a weight in it that no layer takes is a refusal
     * @param refusals gets what is wrong
     */
    static StoredWeights bind(
            WeightTable declared, ModelFile file, String container, LoadLimits limits, Refusals refusals)
            throws ModelRefusedException {
        StoredWeights weights = new StoredWeights(limits, refusals);
        weights.count(declared);
        switch (file.weights()) {
            case WeightFile.ByPath stored -> weights.bindByPath(declared, stored, container);
            case WeightFile.ByOrder stored -> weights.bindByOrder(declared, stored, file.config(), container);
        }
        return weights;
    }

    /** The bytes of each. */
    WeightValues values() {
        return declaration -> Objects.requireNonNull(found.get(declaration));
    }

    /** How many numbers there are. */
    long parameters() {
        return parameters;
    }

    private void count(WeightTable declared) throws ModelRefusedException {
        for (WeightDeclaration each : declared.all()) {
            long count = each.type().shape().elements();
            if (count > limits.parameters() - parameters) {
                throw RefusalRule.MODEL_TOO_LARGE.at(
                        each.place(),
                        "brings the model to more than " + limits.parameters()
                                + " parameters, the limit; raise the limit, or split the model");
            }
            parameters += count;
        }
    }

    private void bindByPath(WeightTable declared, WeightFile.ByPath file, String container) {
        Set<String> taken = new HashSet<>();
        for (WeightDeclaration each : declared.all()) {
            StoredArray array = file.arrays().get(each.path());
            if (array == null) {
                refusals.add(RefusalRule.WEIGHTS_MISSING.at(
                        each.place(),
                        "its weight " + each.path() + " is not in " + file.name()
                                + "; re-save the whole model with Keras 3"));
                continue;
            }
            taken.add(each.path());
            take(each, array, file.name() + " " + each.path());
        }
        for (Map.Entry<String, StoredArray> each : new TreeMap<>(file.arrays()).entrySet()) {
            if (each.getKey().startsWith(container + "/")
                    && !isCounter(each.getKey(), each.getValue())
                    && !taken.contains(each.getKey())) {
                refusals.add(RefusalRule.WEIGHTS_MISMATCH.at(
                        file.name() + " " + each.getKey(),
                        "no layer of config.json takes this weight; re-save the whole model with Keras 3"));
            }
        }
    }

    /** How much a Normalization was adapted to, or where a generator of random numbers was: no answer depends on it. */
    private static boolean isCounter(String path, StoredArray array) {
        return array.type() == null
                || (array.type().isInteger()
                        && (array.shape().isEmpty()
                                || path.contains("/seed_generator/")
                                || path.contains("/generator/")));
    }

    private void bindByOrder(WeightTable declared, WeightFile.ByOrder file, ModelConfig model, String container)
            throws ModelRefusedException {
        List<LegacyOrder.Group> groups = LegacyOrder.of(model, container, declared.all());
        if (groups.size() != file.layers().size()) {
            throw RefusalRule.WEIGHTS_MISMATCH.at(
                    file.name(),
                    "stores weights of " + file.layers().size() + " layers where the model has " + groups.size()
                            + " layers with weights; save the whole model again");
        }
        for (int i = 0; i < groups.size(); i++) {
            bindLayer(groups.get(i), file.layers().get(i), file.name());
        }
    }

    private void bindLayer(LegacyOrder.Group group, LayerWeights stored, String file) {
        String place = file + " " + stored.layer();
        // How much a Normalization was adapted to says nothing of what it computes.
        List<NamedArray> arrays = stored.arrays().size() == group.weights().size()
                ? stored.arrays()
                : stored.without(each -> COUNT.matcher(each.name()).matches()
                                && each.array().shape().isEmpty())
                        .arrays();
        if (arrays.size() != group.weights().size()) {
            RefusalRule rule =
                    arrays.size() < group.weights().size() ? RefusalRule.WEIGHTS_MISSING : RefusalRule.WEIGHTS_MISMATCH;
            refusals.add(rule.at(
                    place,
                    "stores " + arrays.size() + " weights for the layer \"" + group.layer() + "\", which has "
                            + group.weights().size() + "; save the whole model again"));
            return;
        }
        for (int i = 0; i < arrays.size(); i++) {
            take(
                    group.weights().get(i),
                    arrays.get(i).array(),
                    file + " " + arrays.get(i).name());
        }
    }

    private void take(WeightDeclaration weight, StoredArray array, String where) {
        DType needed = weight.type().dtype();
        if (!array.shape().equals(weight.type().shape().sizes()) || array.type() != needed) {
            String type = array.type() == null ? "no number" : array.type().keras();
            refusals.add(RefusalRule.WEIGHTS_MISMATCH.at(
                    weight.place(),
                    "needs " + needed.keras() + " weights of shape "
                            + weight.type().shape() + " and finds "
                            + array.shape() + " of type " + type + " at " + where
                            + "; re-save the whole model with Keras 3"));
            return;
        }
        if (!limits.notFinite() && needed.isFloating() && !numbers.all(needed, array.data())) {
            refusals.add(RefusalRule.WEIGHTS_NOT_FINITE.at(
                    where,
                    "holds infinity or NaN, with which a model answers nonsense; train it again, or allow it where the"
                            + " model is loaded"));
        }
        if (needed == DType.BOOL && !numbers.areBooleans(array.data())) {
            refusals.add(RefusalRule.WEIGHTS_DAMAGED.at(
                    where, "holds truth values other than 0 and 1; save the whole model again"));
        }
        found.put(weight, array.data());
    }
}
