package dev.kerasguard.keras.savedmodel;

import com.google.protobuf.CodedInputStream;
import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.RefusalRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;

/**
 * The files of a SavedModel that may be read: saved_model.pb and what lies in variables/, none of them a link.
 *
 * @param directory the model
 */
record SavedModelFiles(Path directory) {

    private static final long MAX_GRAPH_BYTES = 1L << 30;
    private static final int MAX_NESTING = 200;
    private static final String GRAPH = "saved_model.pb";

    static SavedModelFiles of(Path directory) throws ModelRefusedException, IOException {
        SavedModelFiles files = new SavedModelFiles(directory);
        files.refuseLinks();
        return files;
    }

    /** The graph that is tagged for serving, read once. */
    MetaGraphDef servingGraph() throws ModelRefusedException, IOException {
        Path file = directory.resolve(GRAPH);
        if (Files.size(file) > MAX_GRAPH_BYTES) {
            throw RefusalRule.MODEL_TOO_LARGE.at(
                    GRAPH, "is larger than " + MAX_GRAPH_BYTES + " bytes; keep weights in variables");
        }
        return servingGraph(Files.readAllBytes(file));
    }

    /** The graph that is tagged for serving, in the bytes of a saved_model.pb. */
    static MetaGraphDef servingGraph(byte[] bytes) throws ModelRefusedException {
        SavedModel model;
        try {
            CodedInputStream in = CodedInputStream.newInstance(bytes);
            in.setRecursionLimit(MAX_NESTING);
            model = SavedModel.parseFrom(in);
        } catch (IOException e) {
            throw RefusalRule.SAVED_MODEL_INVALID.at(GRAPH, "is damaged; export or fetch the model again");
        }
        List<MetaGraphDef> serving = model.getMetaGraphsList().stream()
                .filter(graph -> graph.getMetaInfoDef().getTagsList().contains("serve"))
                .toList();
        if (serving.size() != 1) {
            throw RefusalRule.SAVED_MODEL_INVALID.at(
                    GRAPH, "has " + serving.size() + " graphs with the tag serve; one is needed: use model.export()");
        }
        if (serving.getFirst().getAssetFileDefCount() > 0) {
            throw RefusalRule.OPTION_NOT_SUPPORTED.at(
                    "assets", "assets are not supported by this version; export the model without vocabulary files");
        }
        MetaGraphDef graph = serving.getFirst();
        return graph.toBuilder()
                .setGraphDef(CalledFunctions.of(graph.getGraphDef()))
                .build();
    }

    /** What TensorFlow is to restore from. */
    Path variablesPrefix() {
        return directory.resolve("variables").resolve("variables").toAbsolutePath();
    }

    private void refuseLinks() throws ModelRefusedException, IOException {
        Path variables = directory.resolve("variables");
        refuseUnlessPlain(directory.resolve(GRAPH));
        if (Files.isSymbolicLink(variables)) {
            throw link("variables");
        }
        if (Files.isDirectory(variables)) {
            try (Stream<Path> files = Files.list(variables)) {
                for (Path file : files.toList()) {
                    refuseUnlessPlain(file);
                }
            }
        }
    }

    private static void refuseUnlessPlain(Path file) throws ModelRefusedException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw link(String.valueOf(file.getFileName()));
        }
    }

    private static ModelRefusedException link(String name) {
        return RefusalRule.SAVED_MODEL_INVALID.at(
                name, "is a link or no file; a SavedModel's own files are needed in their place");
    }
}
