package dev.kerasguard.keras.graph;

import java.util.ArrayList;
import java.util.List;

/** Operations that go through sequences step by step, and that choose steps. Sequences are (batch, steps, ...). */
public sealed interface RecurrentOp extends Op {

    /** How many steps an engine may lay out one after the other, to say how large its graph can become. */
    int UNROLLED = 32;

    /**
     * Long short-term memory with the hyperbolic tangent and the sigmoid. Inputs: a sequence (batch, steps, features),
     * the first output and the first carry, each (batch, units), the kernel and below it the recurrent kernel (features
     * + units, 4 units), and the bias (4 units), with the gates input, forget, candidate, output. Gives the outputs and
     * the carries of all steps, then those of the last step.
     */
    record Lstm() implements RecurrentOp {
        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            Tensor sequence = inputs.getFirst();
            Tensor kernels = inputs.get(3);
            long units = kernels.size(1) / 4;
            boolean fits = sequence.rank() == 3
                    && sequence.size(1) != 0
                    && inputs.stream().allMatch(each -> each.dtype() == sequence.dtype())
                    && (sequence.size(2) == Shape.ANY || sequence.size(2) + units == kernels.size(0))
                    && kernels.size(1) == 4 * units
                    && inputs.get(4).shape().equals(Shape.of(4 * units))
                    && inputs.get(1).shape().sub(1, 2).equals(Shape.of(units))
                    && inputs.get(2).shape().sub(1, 2).equals(Shape.of(units));
            if (!fits) {
                throw new ShapeException("remembers " + inputs);
            }
            TensorType last = new TensorType(sequence.dtype(), Shape.of(sequence.size(0), units));
            TensorType all = new TensorType(sequence.dtype(), Shape.of(sequence.size(0), sequence.size(1), units));
            return List.of(all, all, last, last);
        }

        @Override
        public long flops(List<Tensor> inputs, List<TensorType> outputs) {
            return Saturated.times(
                    2 * inputs.get(3).shape().elements(),
                    Math.max(inputs.getFirst().size(1), 1));
        }
    }

    /**
     * A computation for each step of sequences, in order, which hands its states on to the next step. Inputs: the
     * sequences, then the first states, then what every step uses. Gives the sequences of what the steps give, then the
     * last states.
     */
    record Scan(Body body) implements RecurrentOp {
        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            Tensor first = inputs.getFirst();
            long steps = Shape.ANY;
            for (int i = 0; i < body.sequences().size(); i++) {
                Tensor sequence = inputs.get(i);
                if (sequence.size(1) != Shape.ANY && steps != Shape.ANY && sequence.size(1) != steps) {
                    throw new ShapeException(
                            "goes through sequences of " + steps + " and " + sequence.size(1) + " steps");
                }
                steps = Math.max(steps, sequence.size(1));
            }
            if (steps == 0) {
                throw new ShapeException("goes through no steps");
            }
            List<TensorType> types = new ArrayList<>();
            for (Tensor output : body.outputs()) {
                if (output.rank() == 0 || !output.shape().sub(1, output.rank()).isKnown()) {
                    throw new ShapeException("does not know the shape that a step gives: " + output.shape());
                }
                Shape rest = output.shape().sub(1, output.rank());
                types.add(new TensorType(
                        output.dtype(), Shape.of(first.size(0), steps).concat(rest)));
            }
            for (int i = 0; i < body.states().size(); i++) {
                TensorType before = body.states().get(i).type();
                TensorType after = body.next().get(i).type();
                if (before.dtype() != after.dtype() || !alike(before.shape(), after.shape())) {
                    throw new ShapeException("turns a state of " + before + " into one of " + after);
                }
                types.add(before);
            }
            return types;
        }

        private static boolean alike(Shape a, Shape b) {
            boolean alike = a.rank() == b.rank();
            for (int i = 0; alike && i < a.rank(); i++) {
                alike = a.size(i) == b.size(i) || a.size(i) == Shape.ANY || b.size(i) == Shape.ANY;
            }
            return alike;
        }

        @Override
        public long flops(List<Tensor> inputs, List<TensorType> outputs) {
            long perStep = 0;
            for (Node node : body.nodes()) {
                perStep = Saturated.plus(perStep, node.op().flops(node.inputs(), node.outputs()));
            }
            return Saturated.times(perStep, Math.max(inputs.getFirst().size(1), 1));
        }
    }

    /**
     * What a {@link Scan} does in each step: a graph of its own.
     *
     * @param nodes its operations, each after what it takes
     * @param sequences stand for this step's part of each sequence
     * @param states stand for what the step before handed on
     * @param captures stand for what every step uses
     * @param outputs what this step gives
     * @param next what it hands on, for each state
     */
    record Body(
            List<Node> nodes,
            List<Tensor> sequences,
            List<Tensor> states,
            List<Tensor> captures,
            List<Tensor> outputs,
            List<Tensor> next) {
        public Body {
            nodes = List.copyOf(nodes);
            sequences = List.copyOf(sequences);
            states = List.copyOf(states);
            captures = List.copyOf(captures);
            outputs = List.copyOf(outputs);
            next = List.copyOf(next);
        }
    }

    /** What a {@link Body} is handed. */
    record Parameter(int index, TensorType type) implements RecurrentOp {
        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            return List.of(type);
        }

        @Override
        public long flops(List<Tensor> inputs, List<TensorType> outputs) {
            return 0;
        }
    }

    /** The indices of the steps where a mask (batch, steps) is true, in order, and then those of the others. */
    record TrueFirst() implements RecurrentOp {
        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            Tensor mask = inputs.getFirst();
            if (mask.rank() != 2 || mask.dtype() != DType.BOOL) {
                throw new ShapeException("takes a mask of (batch, steps) and finds " + mask.type());
            }
            return List.of(new TensorType(DType.INT32, mask.shape()));
        }
    }

    /** For each example of a sequence the steps that its own indices (batch, count) say. */
    record Pick() implements RecurrentOp {
        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            Tensor sequence = inputs.getFirst();
            Tensor indices = inputs.getLast();
            if (sequence.rank() < 2 || indices.rank() != 2) {
                throw new ShapeException("picks " + indices.shape() + " of " + sequence.shape());
            }
            Shape shape = sequence.shape().with(1, indices.size(1));
            return List.of(new TensorType(sequence.dtype(), shape));
        }

        @Override
        public long flops(List<Tensor> inputs, List<TensorType> outputs) {
            return 0;
        }
    }

    /** The steps of all examples one after the other: (batch x steps, ...) of (batch, steps, ...). */
    record Fold() implements RecurrentOp {
        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            Tensor sequence = inputs.getFirst();
            if (sequence.rank() < 2) {
                throw new ShapeException("finds no steps in " + sequence.shape());
            }
            boolean known = sequence.shape().sub(0, 2).isKnown();
            long rows = known ? sequence.shape().sub(0, 2).elements() : Shape.ANY;
            Shape rest = sequence.shape().sub(2, sequence.rank());
            return List.of(new TensorType(sequence.dtype(), Shape.of(rows).concat(rest)));
        }

        @Override
        public long flops(List<Tensor> inputs, List<TensorType> outputs) {
            return 0;
        }
    }

    /** The reverse of {@link Fold}, with the batch and the steps of the second input. */
    record Unfold() implements RecurrentOp {
        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            Tensor rows = inputs.getFirst();
            Shape front = inputs.getLast().shape().sub(0, 2);
            if (rows.rank() < 1 || (rows.size(0) != Shape.ANY && front.isKnown() && rows.size(0) != front.elements())) {
                throw new ShapeException("shape " + rows.shape() + " is not one of " + front + " steps");
            }
            return List.of(
                    new TensorType(rows.dtype(), front.concat(rows.shape().sub(1, rows.rank()))));
        }

        @Override
        public long flops(List<Tensor> inputs, List<TensorType> outputs) {
            return 0;
        }
    }
}
