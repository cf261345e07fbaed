package dev.kerasguard.keras.graph;

import java.util.List;

/** Operations on strings, and the tables and hashes by which strings and whole numbers become indices. */
public sealed interface TextOp extends Op {

    /** Letters of ASCII in lower case. */
    record Lower() implements TextOp {
        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            return List.of(text(inputs.getFirst()).type());
        }
    }

    /** Without the punctuation of ASCII. */
    record StripPunctuation() implements TextOp {
        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            return List.of(text(inputs.getFirst()).type());
        }
    }

    /** Where a text is cut. */
    enum Cut {
        /** At white space, which goes away. */
        WHITESPACE,
        /** Between characters of UTF-8. */
        CHARACTER
    }

    /**
     * The tokens of each text of a row, in rows of one length; what is missing is empty.
     *
     * @param cut where the text is cut
     * @param ngrams of how many tokens in a row each result is made, with a space between; none for the tokens
     *     themselves
     * @param length how many there are of each text; {@link Shape#ANY} for as many as the longest has
     */
    record Tokens(Cut cut, List<Integer> ngrams, long length) implements TextOp {
        public Tokens {
            ngrams = List.copyOf(ngrams);
        }

        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            Tensor input = text(inputs.getFirst());
            if (input.rank() != 1) {
                throw new ShapeException("cuts texts of " + input.shape() + ", which is not a row");
            }
            return List.of(new TensorType(DType.STRING, Shape.of(input.size(0), length)));
        }
    }

    /**
     * The place of a string or whole number among others.
     *
     * @param keys the others, in a row, no two the same
     * @param first what the first of them becomes; the others follow
     * @param otherwise what is none of them becomes
     * @param strict whether what is none of them is an error of the request instead
     */
    record Lookup(Literal keys, long first, long otherwise, boolean strict) implements TextOp {
        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            Tensor input = inputs.getFirst();
            if (input.dtype() != keys.type().dtype()) {
                throw new ShapeException("looks " + input.dtype().keras() + " up among "
                        + keys.type().dtype().keras());
            }
            return List.of(new TensorType(DType.INT64, input.shape()));
        }
    }

    /**
     * A number below a bound for each string.
     *
     * @param buckets the bound
     * @param key two numbers for SipHash; none for FarmHash's Fingerprint64
     */
    record Hash(long buckets, List<Long> key) implements TextOp {
        public Hash {
            key = List.copyOf(key);
        }

        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            return List.of(new TensorType(DType.INT64, text(inputs.getFirst()).shape()));
        }
    }

    /** Whole numbers in decimal digits. */
    record AsString() implements TextOp {
        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            Tensor input = inputs.getFirst();
            if (!input.dtype().isInteger()) {
                throw new ShapeException("writes " + input.dtype().keras() + " as text");
            }
            return List.of(new TensorType(DType.STRING, input.shape()));
        }
    }

    /** A number below a bound for what several columns, of strings or 64-bit numbers, say together. */
    record Cross(long buckets) implements TextOp {
        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            Shape shape = inputs.getFirst().shape();
            for (Tensor each : inputs) {
                boolean column = each.rank() == 2 && each.size(1) == 1;
                if (!column || (each.dtype() != DType.STRING && each.dtype() != DType.INT64)) {
                    throw new ShapeException("crosses " + each.type() + ", which is no column of strings or numbers");
                }
                shape = Broadcasting.of(shape, each.shape());
            }
            return List.of(new TensorType(DType.INT64, shape));
        }
    }

    private static Tensor text(Tensor input) {
        if (input.dtype() != DType.STRING) {
            throw new ShapeException("takes text and finds " + input.type());
        }
        return input;
    }
}
