package dev.kerasguard.keras;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;

/** Runs a model on float arrays, as tests need it. */
final class Prediction {

    private Prediction() {}

    /** An array of any rank, row by row. */
    @SuppressWarnings("ArrayRecordComponent") // Tests compare it with a tolerance, never by equals.
    record Array(long[] shape, float[] values) {}

    /** Runs a model once: one array for each input, in the signature's order. */
    static List<Array> run(ServableModel model, List<Array> inputs) {
        return run(model, model, inputs);
    }

    /** Runs a model once, with inputs and outputs in the order of another model's signature of the same names. */
    static List<Array> run(ServableModel model, ServableModel order, List<Array> inputs) {
        List<TFloat32> tensors = new ArrayList<>();
        try {
            Session.Runner runner = model.session().runner();
            for (int i = 0; i < inputs.size(); i++) {
                Array input = inputs.get(i);
                TFloat32 tensor = TFloat32.tensorOf(Shape.of(input.shape()), DataBuffers.of(input.values()));
                tensors.add(tensor);
                TensorSpec spec = named(model.inputs(), order.inputs().get(i).name());
                runner.feed(spec.operation(), spec.index(), tensor);
            }
            for (TensorSpec each : order.outputs()) {
                TensorSpec spec = named(model.outputs(), each.name());
                runner.fetch(spec.operation(), spec.index());
            }
            List<Array> outputs = new ArrayList<>();
            try (Result result = runner.run()) {
                for (int i = 0; i < result.size(); i++) {
                    TFloat32 output = (TFloat32) result.get(i);
                    float[] values = new float[(int) output.size()];
                    output.copyTo(DataBuffers.of(values));
                    outputs.add(new Array(output.shape().asArray(), values));
                }
            }
            return outputs;
        } finally {
            tensors.forEach(TFloat32::close);
        }
    }

    private static TensorSpec named(List<TensorSpec> specs, String name) {
        return specs.stream()
                .filter(spec -> spec.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
