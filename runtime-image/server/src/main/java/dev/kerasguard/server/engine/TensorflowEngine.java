package dev.kerasguard.server.engine;

import dev.kerasguard.keras.ServableModel;
import dev.kerasguard.keras.TensorSpec;
import dev.kerasguard.server.tensor.Datatype;
import dev.kerasguard.server.tensor.HostTensor;
import dev.kerasguard.server.tensor.Signature;
import dev.kerasguard.server.tensor.SignatureTensor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Graph;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.ByteDataBuffer;
import org.tensorflow.proto.RunOptions;

/** Runs requests as one call of TensorFlow: the one place where a tensor is native memory, closed before it returns. */
public final class TensorflowEngine implements BatchEngine {

    private static final RunOptions ON_CALLERS_THREAD =
            RunOptions.newBuilder().setInterOpThreadPool(-1).build();

    private final Session session;
    private final List<SignatureTensor> outputSpecs;
    private final List<Output<?>> inputs;
    private final List<Output<?>> outputs;
    private volatile boolean onCallersThread;

    /** Runs this model, whose names are resolved once, here. */
    public TensorflowEngine(ServableModel model, Signature signature) {
        this.session = model.session();
        this.outputSpecs = signature.outputs();
        this.inputs = resolve(model.graph(), signature.inputs());
        this.outputs = resolve(model.graph(), signature.outputs());
    }

    private static List<Output<?>> resolve(Graph graph, List<SignatureTensor> tensors) {
        List<Output<?>> resolved = new ArrayList<>();
        for (SignatureTensor tensor : tensors) {
            TensorSpec spec = tensor.spec();
            resolved.add(graph.operationOrThrow(spec.operation()).output(spec.index()));
        }
        return resolved;
    }

    /**
     * Runs on the calling thread from now on. It saves two thread switches, but then TensorFlow does not look at the
     * deadline within a run: for models whose longest run is far below any deadline.
     */
    public void runOnCallersThread() {
        onCallersThread = true;
    }

    @Override
    public List<HostTensor> run(List<List<HostTensor>> requests, Duration timeout) {
        List<Tensor> fed = new ArrayList<>(inputs.size());
        try {
            Session.Runner runner = session.runner().setOptions(options(timeout));
            for (int i = 0; i < inputs.size(); i++) {
                Tensor tensor = stacked(requests, i);
                fed.add(tensor);
                runner.feed(inputs.get(i), tensor);
            }
            outputs.forEach(runner::fetch);
            try (Result result = runner.run()) {
                return copied(result);
            }
        } finally {
            fed.forEach(Tensor::close);
        }
    }

    private RunOptions options(Duration timeout) {
        return onCallersThread
                ? ON_CALLERS_THREAD
                : RunOptions.newBuilder()
                        .setTimeoutInMs(Math.max(1, timeout.toMillis()))
                        .build();
    }

    private static Tensor stacked(List<List<HostTensor>> requests, int input) {
        HostTensor first = requests.getFirst().get(input);
        long[] shape = first.shape();
        if (requests.size() > 1) {
            shape[0] = 0;
            for (List<HostTensor> request : requests) {
                shape[0] += request.get(input).rows();
            }
        }
        Datatype datatype = first.datatype();
        Tensor tensor = Tensor.of(datatype.type(), Shape.of(shape));
        ByteDataBuffer data = tensor.asRawTensor().data();
        long at = 0;
        for (List<HostTensor> request : requests) {
            HostTensor rows = request.get(input);
            (at == 0 ? data : data.offset(at)).write(rows.array(), rows.offset(), rows.length());
            at += rows.length();
        }
        return tensor;
    }

    private List<HostTensor> copied(Result result) {
        List<HostTensor> copies = new ArrayList<>(outputSpecs.size());
        for (int i = 0; i < outputSpecs.size(); i++) {
            Tensor tensor = result.get(i);
            byte[] bytes = new byte[Math.toIntExact(tensor.numBytes())];
            tensor.asRawTensor().data().read(bytes);
            SignatureTensor spec = outputSpecs.get(i);
            Optional<Datatype> datatype = Datatype.of(tensor.dataType());
            copies.add(new HostTensor(
                    spec.name(),
                    datatype.orElse(spec.datatype()),
                    tensor.shape().asArray(),
                    bytes,
                    0,
                    bytes.length));
        }
        return copies;
    }
}
