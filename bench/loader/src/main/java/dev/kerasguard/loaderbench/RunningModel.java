package dev.kerasguard.loaderbench;

import dev.kerasguard.keras.ModelFormat;
import dev.kerasguard.keras.ModelLoaders;
import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.ServableModel;
import dev.kerasguard.keras.SessionOptions;
import dev.kerasguard.keras.TensorSpec;
import java.io.IOException;
import java.nio.file.Path;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.SignatureDef;

/**
 * A model of one input and one output, ready to run.
 *
 * @param session runs it
 * @param input the operation, with the output's index, that is fed
 * @param output the operation, with the output's index, that is fetched
 * @param owner what is closed at the end
 */
record RunningModel(Session session, String input, String output, AutoCloseable owner) {

    /** By the project's own loader. */
    static RunningModel ofKeras(Path file, int threads) throws ModelRefusedException, IOException {
        ServableModel model =
                ModelLoaders.standard().load(file, ModelFormat.AUTO, new SessionOptions(threads, threads, 0));
        return new RunningModel(
                model.session(),
                name(model.inputs().getFirst()),
                name(model.outputs().getFirst()),
                model);
    }

    /** By TensorFlow's own loader of SavedModels. */
    static RunningModel ofSavedModel(Path directory, int threads) {
        ConfigProto config = ConfigProto.newBuilder()
                .setIntraOpParallelismThreads(threads)
                .setInterOpParallelismThreads(threads)
                .setUsePerSessionThreads(true)
                .build();
        SavedModelBundle bundle = SavedModelBundle.loader(directory.toString())
                .withTags("serve")
                .withConfigProto(config)
                .load();
        SignatureDef signature = bundle.metaGraphDef().getSignatureDefOrThrow("serving_default");
        return new RunningModel(
                bundle.session(),
                signature.getInputsMap().values().iterator().next().getName(),
                signature.getOutputsMap().values().iterator().next().getName(),
                bundle);
    }

    /** Runs it once; the caller closes what it gives. */
    Result run(Tensor input) {
        return session.runner().feed(this.input, input).fetch(output).run();
    }

    private static String name(TensorSpec spec) {
        return spec.operation() + ":" + spec.index();
    }
}
