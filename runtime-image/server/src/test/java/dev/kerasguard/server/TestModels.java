package dev.kerasguard.server;

import dev.kerasguard.keras.ModelFormat;
import dev.kerasguard.keras.ServableModel;
import dev.kerasguard.keras.TensorSpec;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Real TensorFlow graphs, small enough to know the answers by heart. */
public final class TestModels {

    private TestModels() {}

    /** {@code y[row] = [x0 + x1 + x2, 10 * x0]} for {@code x} of FP32[-1, 3]. */
    public static ServableModel linear() {
        Graph graph = new Graph();
        Ops tf = Ops.create(graph);
        Placeholder<TFloat32> x = placeholder(tf, "x", TFloat32.class, 3);
        tf.withName("y").linalg.matMul(x, tf.constant(new float[][] {{1, 10}, {1, 0}, {1, 0}}));
        return model(graph, spec("x", DataType.DT_FLOAT, 3), spec("y", DataType.DT_FLOAT, 2));
    }

    /**
     * Operations one after the other, each some tens of microseconds: a run that takes long and has many places to
     * stop.
     */
    public static ServableModel slow(int operations) {
        Graph graph = new Graph();
        Ops tf = Ops.create(graph);
        Placeholder<TFloat32> x = placeholder(tf, "x", TFloat32.class, 1);
        int width = 512;
        Operand<TFloat32> weights = tf.fill(tf.constant(new int[] {width, width}), tf.constant(0.001f));
        Operand<TFloat32> state = tf.math.mul(x, tf.fill(tf.constant(new int[] {1, width}), tf.constant(1f)));
        for (int i = 0; i < operations; i++) {
            state = tf.math.tanh(tf.linalg.matMul(state, weights));
        }
        tf.withName("y").identity(tf.linalg.matMul(state, tf.fill(tf.constant(new int[] {width, 1}), tf.constant(1f))));
        return model(graph, spec("x", DataType.DT_FLOAT, 1), spec("y", DataType.DT_FLOAT, 1));
    }

    /** {@code y = table[x]} for {@code x} of INT32[-1, 1]; an index above 2 makes the run fail. */
    public static ServableModel lookup() {
        Graph graph = new Graph();
        Ops tf = Ops.create(graph);
        Placeholder<TInt32> x = placeholder(tf, "x", TInt32.class, 1);
        tf.withName("y").gather(tf.constant(new float[] {5, 6, 7}), x, tf.constant(0));
        return model(graph, spec("x", DataType.DT_INT32, 1), spec("y", DataType.DT_FLOAT, 1));
    }

    private static <T extends org.tensorflow.types.family.TType> Placeholder<T> placeholder(
            Ops tf, String name, Class<T> type, long width) {
        return tf.withName(name).placeholder(type, Placeholder.shape(Shape.of(-1, width)));
    }

    private static TensorSpec spec(String name, DataType dtype, long width) {
        return new TensorSpec(name, dtype, List.of(-1L, width), name, 0);
    }

    private static ServableModel model(Graph graph, TensorSpec input, TensorSpec output) {
        ConfigProto config = ConfigProto.newBuilder()
                .setIntraOpParallelismThreads(1)
                .setInterOpParallelismThreads(1)
                .build();
        return new ServableModel(
                ModelFormat.SAVED_MODEL, 6, List.of(input), List.of(output), graph, new Session(graph, config));
    }
}
