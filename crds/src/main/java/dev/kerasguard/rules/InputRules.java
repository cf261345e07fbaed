package dev.kerasguard.rules;

import dev.kerasguard.api.v1alpha1.KerasInferenceServiceSpec.InputBounds;
import dev.kerasguard.rules.Rule.Problem;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rules about the bounds of the model's inputs. */
final class InputRules {

    /** Bounds that no value meets refuse every request. */
    static final Rule<Candidate> INPUTS_CONSISTENT = new Rule<>("InputsConsistent", InputRules::inputsConsistent);

    private InputRules() {}

    private static Stream<Problem> inputsConsistent(Candidate candidate) {
        @Nullable List<InputBounds> given = candidate.spec().inputs();
        List<InputBounds> inputs = given == null ? List.of() : given;
        return IntStream.range(0, inputs.size())
                .boxed()
                .flatMap(i -> problems("spec.inputs[%d].".formatted(i), inputs.get(i)));
    }

    private static Stream<Problem> problems(String path, InputBounds input) {
        @Nullable List<Long> given = input.shape();
        List<Long> shape = given == null ? List.of() : given;
        boolean empty = input.minimum() != null && input.maximum() != null && input.minimum() > input.maximum();
        Stream<Problem> range = empty
                ? Stream.of(new Problem(
                        path + "minimum",
                        "%s is more than the maximum %s; write at most the maximum"
                                .formatted(input.minimum(), input.maximum())))
                : Stream.empty();
        Stream<Problem> dimensions = IntStream.range(0, shape.size())
                .filter(i -> Objects.requireNonNullElse(shape.get(i), 0L) < 1 && !Objects.equals(shape.get(i), -1L))
                .mapToObj(i -> new Problem(
                        path + "shape[%d]".formatted(i),
                        "%d is not a dimension; write -1 for any, or 1 and more".formatted(shape.get(i))));
        return Stream.concat(range, dimensions);
    }
}
