package dev.kerasguard.keras;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.AssetFileDef;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;

@Timeout(30)
class SavedModelAttackTest {

    private static final Path GOOD = Path.of("src/test/resources/saved-models/two-outputs/saved_model");

    @TempDir
    private Path folder;

    @BeforeEach
    void copyGoodModel() throws IOException {
        try (Stream<Path> files = Files.walk(GOOD)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = folder.resolve(GOOD.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ReadFile",
                "WriteFile",
                "MatchingFiles",
                "PyFunc",
                "EagerPyFunc",
                "PyFuncStateless",
                "PrintV2",
                "Print",
                "LoadDataset",
                "MapDataset",
                "TFRecordDataset",
                "RemoteCall",
                "DebugIdentityV2",
                "InitializeTableFromTextFileV2",
                "XlaLaunch",
                "AssignSubVariableOp",
                "IteratorGetNext",
                "NoSuchOperation",
                ""
            })
    void refusesOperationThatIsNotOnTheListEvenWhereNothingRunsIt(String operation) throws Exception {
        // Given
        change(graph -> graph.getGraphDefBuilder()
                .addNode(NodeDef.newBuilder().setName("evil").setOp(operation)));

        // Then
        assertThat(Refusal.of(folder, RefusalRule.OPERATION_NOT_ALLOWED)).hasMessageContaining("evil");
    }

    @Test
    void refusesOperationInsideOfFunction() throws Exception {
        change(graph -> graph.getGraphDefBuilder()
                .getLibraryBuilder()
                .getFunctionBuilder(0)
                .addNodeDef(NodeDef.newBuilder().setName("evil").setOp("WriteFile")));
        Refusal.of(folder, RefusalRule.OPERATION_NOT_ALLOWED);
    }

    @Test
    void givesTensorFlowNoFunctionThatNothingCalls() throws Exception {
        change(graph -> graph.getGraphDefBuilder()
                .getLibraryBuilder()
                .addFunctionBuilder()
                .addNodeDef(NodeDef.newBuilder().setName("evil").setOp("WriteFile"))
                .getSignatureBuilder()
                .setName("uncalled"));
        try (ServableModel model =
                ModelLoaders.standard().load(folder, ModelFormat.AUTO, new SessionOptions(1, 1, 0))) {
            List<String> functions = model.graph().toGraphDef().getLibrary().getFunctionList().stream()
                    .map(function -> function.getSignature().getName())
                    .toList();
            assertThat(functions).isNotEmpty().doesNotContain("uncalled");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SaveV2", "RestoreV2", "MergeV2Checkpoints", "AssignVariableOp"})
    void refusesFileAndStateOperationsInWhatRequestsRun(String operation) throws Exception {
        change(graph -> functions(graph, "__inference___call__")
                .addNodeDef(NodeDef.newBuilder().setName("evil").setOp(operation)));
        assertThat(Refusal.of(folder, RefusalRule.OPERATION_NOT_ALLOWED)).hasMessageContaining("where requests");
    }

    @Test
    void refusesToSaveWhereItShouldRestore() throws Exception {
        change(graph -> functions(graph, "restore")
                .addNodeDef(NodeDef.newBuilder().setName("evil").setOp("SaveV2")));
        Refusal.of(folder, RefusalRule.OPERATION_NOT_ALLOWED);
    }

    @Test
    void refusesToRestoreFromPathOfTheModelsOwn() throws Exception {
        change(graph -> {
            FunctionDef.Builder restore = functions(graph, "restore");
            for (NodeDef.Builder node : restore.getNodeDefBuilderList()) {
                if (node.getOp().equals("RestoreV2")) {
                    node.setInput(0, "Const:output:0");
                }
            }
        });
        assertThat(Refusal.of(folder, RefusalRule.OPERATION_NOT_ALLOWED)).hasMessageContaining("path of its own");
    }

    @Test
    void refusesInitialiserThatReachesFiles() throws Exception {
        change(graph -> graph.putSignatureDef(
                "__saved_model_init_op",
                graph.getSignatureDefOrThrow("__saved_model_init_op").toBuilder()
                        .putOutputs(
                                "__saved_model_init_op",
                                org.tensorflow.proto.TensorInfo.newBuilder()
                                        .setName(graph.getSaverDef().getSaveTensorName())
                                        .build())
                        .build()));
        Refusal.of(folder, RefusalRule.OPERATION_NOT_ALLOWED);
    }

    @Test
    void refusesAssetsAndTheirPaths() throws Exception {
        change(graph -> graph.addAssetFileDef(AssetFileDef.newBuilder().setFilename("../../etc/passwd")));
        Refusal.of(folder, RefusalRule.OPTION_NOT_SUPPORTED);
    }

    @Test
    void refusesModelWithoutServingTag() throws Exception {
        change(graph -> graph.getMetaInfoDefBuilder().clearTags().addTags("train"));
        Refusal.of(folder, RefusalRule.SAVED_MODEL_INVALID);
    }

    @Test
    void refusesModelWithoutSignature() throws Exception {
        change(MetaGraphDef.Builder::clearSignatureDef);
        Refusal.of(folder, RefusalRule.SAVED_MODEL_INVALID);
    }

    @Test
    void refusesCallOfFunctionThatIsNotThere() throws Exception {
        change(graph -> graph.getGraphDefBuilder().clearLibrary());
        Refusal.of(folder, RefusalRule.SAVED_MODEL_INVALID);
    }

    @Test
    void refusesVariablesThatAreLinks() throws Exception {
        Path index = folder.resolve("variables/variables.index");
        Files.move(index, folder.resolve("elsewhere"));
        Files.createSymbolicLink(index, folder.resolve("elsewhere"));
        Refusal.of(folder, RefusalRule.SAVED_MODEL_INVALID);
    }

    @Test
    void refusesVariablesThatAreMissing() throws Exception {
        Files.delete(folder.resolve("variables/variables.index"));
        Refusal.of(folder, RefusalRule.SAVED_MODEL_INVALID);
    }

    @Test
    void refusesGraphCutShort() throws Exception {
        Path file = folder.resolve("saved_model.pb");
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(whole, whole.length - 100));
        Refusal.of(folder, RefusalRule.SAVED_MODEL_INVALID);
    }

    private static FunctionDef.Builder functions(MetaGraphDef.Builder graph, String name) {
        return graph.getGraphDefBuilder().getLibraryBuilder().getFunctionBuilderList().stream()
                .filter(function -> function.getSignature().getName().contains(name))
                .findFirst()
                .orElseThrow();
    }

    private void change(Consumer<MetaGraphDef.Builder> change) throws IOException {
        Path file = folder.resolve("saved_model.pb");
        SavedModel.Builder model = SavedModel.parseFrom(Files.readAllBytes(file)).toBuilder();
        change.accept(model.getMetaGraphsBuilder(0));
        Files.write(file, model.build().toByteArray());
    }
}
