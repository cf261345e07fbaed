package dev.kerasguard.server.validation;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.runtime.config.RuntimeConfig.InputConfig;
import dev.kerasguard.server.tensor.Datatype;
import dev.kerasguard.server.tensor.HostTensor;
import dev.kerasguard.server.tensor.SignatureTensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one input must be: the signature's datatype and shape, tightened by the owner's bounds. */
final class TensorRule {

    private final String name;
    private final Datatype datatype;
    private final List<Long> shape;
    private final ValueBounds bounds;

    private TensorRule(String name, Datatype datatype, List<Long> shape, ValueBounds bounds) {
        this.name = name;
        this.datatype = datatype;
        this.shape = List.copyOf(shape);
        this.bounds = bounds;
    }

    static TensorRule of(SignatureTensor input, @Nullable InputConfig config) throws ModelRefusedException {
        if (config == null) {
            return new TensorRule(input.name(), input.datatype(), input.shape(), ValueBounds.NONE);
        }
        if (config.dtype() != null && !config.dtype().equals(input.datatype().name())) {
            throw mismatch(input, "datatype " + config.dtype() + " but the model has " + input.datatype());
        }
        return new TensorRule(
                input.name(),
                input.datatype(),
                tightened(input, config.shape()),
                ValueBounds.of(config, input.datatype()));
    }

    private static List<Long> tightened(SignatureTensor input, @Nullable List<Long> wanted)
            throws ModelRefusedException {
        List<Long> given = input.shape();
        if (wanted == null) {
            return given;
        }
        boolean fits = wanted.size() == given.size();
        List<Long> tight = new ArrayList<>();
        for (int i = 0; fits && i < wanted.size(); i++) {
            fits = wanted.get(i) == -1 || given.get(i) == -1 || wanted.get(i).equals(given.get(i));
            tight.add(wanted.get(i) == -1 ? given.get(i) : wanted.get(i));
        }
        if (!fits) {
            throw mismatch(input, "shape " + wanted + " but the model has " + given);
        }
        return tight;
    }

    private static ModelRefusedException mismatch(SignatureTensor input, String problem) {
        return new ModelRefusedException(
                "InputMismatch",
                "spec.inputs \"" + input.name() + "\"",
                problem + "; change spec.inputs so that it only tightens what the model declares");
    }

    /** Adds what is wrong with a tensor. */
    void check(HostTensor tensor, List<String> violations) {
        String place = "input \"" + name + "\"";
        if (tensor.datatype() != datatype) {
            violations.add(place + ": datatype must be " + datatype + ", not " + tensor.datatype());
            return;
        }
        if (!shapeFits(tensor)) {
            violations.add(place + ": shape must be " + shape + " (-1 is any), not "
                    + java.util.Arrays.toString(tensor.shape()));
            return;
        }
        bounds.check(place, tensor, violations);
    }

    private boolean shapeFits(HostTensor tensor) {
        if (tensor.rank() != shape.size()) {
            return false;
        }
        for (int i = 0; i < shape.size(); i++) {
            if (shape.get(i) != -1 && shape.get(i) != tensor.dimension(i)) {
                return false;
            }
        }
        return true;
    }

    /** A tensor that passes, with what is any set to one. */
    HostTensor example(int rows) {
        long[] example = new long[shape.size()];
        for (int i = 0; i < example.length; i++) {
            example[i] = shape.get(i) != -1 ? shape.get(i) : i == 0 ? rows : 1;
        }
        byte[] elements = ExampleElements.of(datatype, Math.toIntExact(HostTensor.elements(example)), bounds);
        return new HostTensor(name, datatype, example, elements, 0, elements.length);
    }

    String name() {
        return name;
    }
}
