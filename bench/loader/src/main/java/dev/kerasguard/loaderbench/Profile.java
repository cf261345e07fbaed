package dev.kerasguard.loaderbench;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.proto.DeviceStepStats;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.NodeExecStats;
import org.tensorflow.proto.RunMetadata;
import org.tensorflow.proto.RunOptions;

/** Which operations of TensorFlow take the time, after its graph optimiser has had its way. */
final class Profile {

    private static final int WARM_UP = 20;
    private static final int RUNS = 20;

    private Profile() {}

    /**
     * What the operations of one type take.
     *
     * @param count how many there are
     * @param micros all of them, in one run
     */
    record Share(int count, double micros) {}

    /** The shares by type of operation, largest first; from the mean of several runs. */
    static Map<String, Share> of(RunningModel model, Tensor batch) {
        RunOptions options = RunOptions.newBuilder()
                .setTraceLevel(RunOptions.TraceLevel.FULL_TRACE)
                .setOutputPartitionGraphs(true)
                .build();
        Session.Runner runner = model.session()
                .runner()
                .feed(model.input(), batch)
                .fetch(model.output())
                .setOptions(options);
        Map<String, String> types = new HashMap<>();
        Map<String, Share> shares = new HashMap<>();
        for (int i = 0; i < WARM_UP + RUNS; i++) {
            try (Result run = runner.runAndFetchMetadata()) {
                RunMetadata metadata = run.getMetadata().orElseThrow();
                for (GraphDef graph : metadata.getPartitionGraphsList()) {
                    for (NodeDef node : graph.getNodeList()) {
                        types.put(node.getName(), type(node));
                    }
                }
                if (i >= WARM_UP) {
                    for (DeviceStepStats device : metadata.getStepStats().getDevStatsList()) {
                        for (NodeExecStats node : device.getNodeStatsList()) {
                            shares.merge(
                                    types.getOrDefault(node.getNodeName(), "other"),
                                    new Share(1, node.getOpEndRelMicros() - node.getOpStartRelMicros()),
                                    (a, b) -> new Share(a.count() + b.count(), a.micros() + b.micros()));
                        }
                    }
                }
            }
        }
        Map<String, Share> sorted = new LinkedHashMap<>();
        shares.entrySet().stream()
                .sorted((a, b) ->
                        Double.compare(b.getValue().micros(), a.getValue().micros()))
                .forEach(each -> sorted.put(
                        each.getKey(),
                        new Share(
                                each.getValue().count() / RUNS, each.getValue().micros() / RUNS)));
        return sorted;
    }

    /** The type, with what is fused into it. */
    private static String type(NodeDef node) {
        if (!node.containsAttr("fused_ops")) {
            return node.getOp();
        }
        StringBuilder type = new StringBuilder(node.getOp());
        node.getAttrOrThrow("fused_ops")
                .getList()
                .getSList()
                .forEach(each -> type.append('+').append(each.toStringUtf8()));
        return type.toString();
    }
}
