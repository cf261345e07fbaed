package dev.kerasguard.keras.savedmodel;

import dev.kerasguard.keras.ModelFormat;
import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.ModelReport.Activations;
import dev.kerasguard.keras.ModelReport.Contents;
import dev.kerasguard.keras.RefusalRule;
import dev.kerasguard.keras.ServableModel;
import dev.kerasguard.keras.savedmodel.OperationAllowlist.Use;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SaverDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.types.TString;

/**
 * Loads a SavedModel: reads its protobuf once, vets it, and gives TensorFlow just what was vetted. TensorFlow's own
 * loader would read the file again, and run what it finds in it.
 */
public final class SavedModelLoader {

    private static final String INIT_OP = "__saved_model_init_op";

    private SavedModelLoader() {}

    /**
     * Loads a directory; the caller closes the model.
     *
     * @param directory holds saved_model.pb and variables/
     * @param config how the session may use the machine
     */
    public static ServableModel load(Path directory, ConfigProto config) throws ModelRefusedException, IOException {
        SavedModelFiles files = SavedModelFiles.of(directory);
        Vetted vetted = vetted(files.servingGraph());
        MetaGraphDef model = vetted.model();
        SavedModelSignature signature = vetted.signature();

        Graph graph = new Graph();
        Session session = null;
        boolean done = false;
        try {
            graph.importGraphDef(model.getGraphDef());
            session = new Session(graph, config);
            if (vetted.restores()) {
                restore(session, model.getSaverDef(), files.variablesPrefix());
            }
            if (!vetted.initialiser().isEmpty()) {
                session.runner().addTarget(vetted.initialiser()).run().close();
            }
            ServableModel servable = new ServableModel(
                    ModelFormat.SAVED_MODEL,
                    parameters(vetted.answering()),
                    signature.inputs(),
                    signature.outputs(),
                    graph,
                    session);
            done = true;
            return servable;
        } catch (TensorFlowException | IllegalArgumentException e) {
            throw RefusalRule.SAVED_MODEL_INVALID.at(
                    "saved_model.pb", "TensorFlow cannot load it: " + firstLine(e) + "; export the model again");
        } finally {
            if (!done) {
                if (session != null) {
                    session.close();
                }
                graph.close();
            }
        }
    }

    /**
     * Looks at a directory without giving anything of it to TensorFlow.
     *
     * @param directory holds saved_model.pb and variables/
     */
    public static Contents vet(Path directory) throws ModelRefusedException, IOException {
        return vetted(SavedModelFiles.of(directory).servingGraph()).contents();
    }

    /**
     * A model that may be loaded.
     *
     * @param answering what runs for a request
     * @param initialiser what runs once; empty when nothing does
     * @param restores whether variables come from a checkpoint
     */
    record Vetted(
            MetaGraphDef model,
            SavedModelSignature signature,
            Set<NodeDef> answering,
            String initialiser,
            boolean restores) {

        /** What is known of it before TensorFlow sees any of it. */
        Contents contents() {
            long parameters = parameters(answering);
            return new Contents(
                    parameters,
                    parameters * Float.BYTES,
                    0,
                    new Activations(0, 0, 1),
                    signature.inputs(),
                    signature.outputs(),
                    List.of());
        }
    }

    /** Checks all that a graph can do. */
    static Vetted vetted(MetaGraphDef model) throws ModelRefusedException {
        SavedModelSignature signature = SavedModelSignature.of(model);
        GraphVetting vetting = GraphVetting.of(model.getGraphDef());
        Set<NodeDef> answering = vetting.check(signature.tensors(), Use.ANSWER);
        String initialise = initialiser(model);
        if (!initialise.isEmpty()) {
            vetting.check(List.of(initialise), Use.INITIALISE);
        }
        SaverDef saver = model.getSaverDef();
        boolean restores = model.hasSaverDef() && !saver.getRestoreOpName().isEmpty();
        if (restores) {
            vetting.check(List.of(saver.getRestoreOpName(), saver.getFilenameTensorName()), Use.RESTORE);
        }
        return new Vetted(model, signature, answering, initialise, restores);
    }

    private static void restore(Session session, SaverDef saver, Path prefix) {
        try (TString path = TString.scalarOf(prefix.toString());
                Result _ = session.runner()
                        .feed(saver.getFilenameTensorName(), path)
                        .addTarget(saver.getRestoreOpName())
                        .run()) {
            // What restores gives nothing; running it was the point.
        }
    }

    private static String initialiser(MetaGraphDef model) {
        SignatureDef signature = model.getSignatureDefOrDefault(INIT_OP, SignatureDef.getDefaultInstance());
        if (signature.containsOutputs(INIT_OP)) {
            return withoutIndex(signature.getOutputsOrThrow(INIT_OP).getName());
        }
        for (String collection : List.of("saved_model_main_op", "legacy_init_op")) {
            if (model.containsCollectionDef(collection)) {
                var nodes = model.getCollectionDefOrThrow(collection).getNodeList();
                return nodes.getValueCount() == 0 ? "" : withoutIndex(nodes.getValue(0));
            }
        }
        return "";
    }

    private static String withoutIndex(String tensor) {
        int colon = tensor.indexOf(':');
        return colon < 0 ? tensor : tensor.substring(0, colon);
    }

    /** The numbers in the variables that a request reads. */
    private static long parameters(Set<NodeDef> answering) {
        long parameters = 0;
        for (NodeDef node : answering) {
            if (node.getOp().equals("VarHandleOp")
                    && node.getAttrOrDefault("dtype", AttrValue.getDefaultInstance())
                                    .getType()
                            == DataType.DT_FLOAT) {
                long elements = 1;
                for (TensorShapeProto.Dim dimension : node.getAttrOrDefault("shape", AttrValue.getDefaultInstance())
                        .getShape()
                        .getDimList()) {
                    elements *= Math.max(dimension.getSize(), 0);
                }
                parameters += elements;
            }
        }
        return parameters;
    }

    private static String firstLine(RuntimeException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("").replaceAll("[^\\x20-\\x7e]", "?");
    }
}
