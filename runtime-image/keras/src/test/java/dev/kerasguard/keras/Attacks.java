package dev.kerasguard.keras;

import static dev.kerasguard.keras.RefusalRule.ARCHIVE_DAMAGED;
import static dev.kerasguard.keras.RefusalRule.ARCHIVE_UNSAFE;
import static dev.kerasguard.keras.RefusalRule.CONFIG_INVALID;
import static dev.kerasguard.keras.RefusalRule.CUSTOM_OBJECT;
import static dev.kerasguard.keras.RefusalRule.FORMAT_UNKNOWN;
import static dev.kerasguard.keras.RefusalRule.GRAPH_INVALID;
import static dev.kerasguard.keras.RefusalRule.LAMBDA_REFUSED;
import static dev.kerasguard.keras.RefusalRule.LAYER_NOT_SUPPORTED;
import static dev.kerasguard.keras.RefusalRule.MODEL_TOO_LARGE;
import static dev.kerasguard.keras.RefusalRule.OPERATION_NOT_ALLOWED;
import static dev.kerasguard.keras.RefusalRule.OPTION_NOT_SUPPORTED;
import static dev.kerasguard.keras.RefusalRule.WEIGHTS_DAMAGED;
import static dev.kerasguard.keras.RefusalRule.WEIGHTS_MISMATCH;
import static dev.kerasguard.keras.RefusalRule.WEIGHTS_MISSING;
import static dev.kerasguard.keras.RefusalRule.WEIGHTS_NOT_FINITE;
import static dev.kerasguard.keras.RefusalRule.WEIGHTS_UNSAFE;

import dev.kerasguard.keras.Attack.Maker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.tensorflow.proto.AssetFileDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;

/**
 * Every attack that is known against Keras' own loader, and every rule of this one, with a file. Those in HDF5 are made
 * by {@code parity/make_attacks.py}, all others here.
 */
final class Attacks {

    private static final Path RESOURCES = Path.of("src/test/resources");
    private static final String RESCALING = "\"module\": \"keras.layers\", \"class_name\": \"Rescaling\"";
    private static final String DROPOUT = "\"class_name\": \"Dropout\", \"config\": {";
    private static final String RULE = "own rule";

    static final List<Attack> ALL = List.of(
            new Attack(
                    "CVE-2024-3660",
                    "a Lambda layer holds Python code",
                    LAMBDA_REFUSED,
                    "to_unit_range",
                    config(RESCALING, "\"module\": \"keras.layers\", \"class_name\": \"Lambda\"")),
            new Attack(
                    "CVE-2025-1550",
                    "a layer is any function of any Python module",
                    CUSTOM_OBJECT,
                    "layers[1]",
                    config(RESCALING, "\"module\": \"os\", \"class_name\": \"system\"")),
            new Attack(
                    "CVE-2025-8747",
                    "a layer is Keras' own function that downloads files",
                    LAYER_NOT_SUPPORTED,
                    "layers[1]",
                    config(RESCALING, "\"module\": \"keras.utils\", \"class_name\": \"get_file\"")),
            new Attack(
                    "CVE-2025-9905",
                    "a Lambda layer in .h5, where Keras ignores safe_mode",
                    LAMBDA_REFUSED,
                    "run",
                    copy("legacy-attacks/lambda-layer.h5")),
            new Attack(
                    "CVE-2025-9906",
                    "the config switches safe_mode off",
                    LAYER_NOT_SUPPORTED,
                    "layers[1]",
                    config(
                            RESCALING,
                            "\"module\": \"keras.config\", \"class_name\": \"enable_unsafe_deserialization\"")),
            new Attack(
                    "CVE-2025-49655",
                    "TorchModuleWrapper holds a pickle",
                    CUSTOM_OBJECT,
                    "to_unit_range",
                    config(RESCALING, "\"module\": \"keras.layers\", \"class_name\": \"TorchModuleWrapper\"")),
            new Attack(
                    "CVE-2025-12058",
                    "the vocabulary of StringLookup is a file of the machine",
                    OPTION_NOT_SUPPORTED,
                    "forget_some",
                    config(
                            DROPOUT,
                            "\"class_name\": \"StringLookup\", \"config\": {\"vocabulary\": \"/etc/passwd\", ")),
            new Attack(
                    "CVE-2025-12060",
                    "a member is unpacked outside of its folder",
                    ARCHIVE_UNSAFE,
                    "archive",
                    member("../evil.json")),
            new Attack(
                    "CVE-2025-12638",
                    "a tar archive is unpacked by its members' names",
                    FORMAT_UNKNOWN,
                    "model.keras",
                    tar()),
            new Attack(
                    "GHSA-hqp4-2352-xf5r",
                    "a member's path is compared with the wrong folder",
                    ARCHIVE_UNSAFE,
                    "archive",
                    member("/etc/evil.json")),
            new Attack(
                    "CVE-2026-0897",
                    "a chunked dataset declares terabytes and stores none",
                    WEIGHTS_UNSAFE,
                    "vars/0",
                    weights("chunked-bomb")),
            new Attack(
                    "CVE-2026-0897",
                    "a dataset declares terabytes and has no storage",
                    WEIGHTS_DAMAGED,
                    "model.weights.h5",
                    weights("unallocated-bomb")),
            new Attack(
                    "CVE-2026-1462",
                    "TFSMLayer loads a SavedModel from a path",
                    CUSTOM_OBJECT,
                    "to_unit_range",
                    config(RESCALING, "\"module\": \"keras.layers\", \"class_name\": \"TFSMLayer\"")),
            new Attack(
                    "CVE-2026-1669",
                    "a dataset keeps its bytes in another file",
                    WEIGHTS_UNSAFE,
                    "vars/0",
                    weights("external-storage")),
            new Attack(
                    "CVE-2026-1669",
                    "a link leads to another HDF5 file",
                    WEIGHTS_UNSAFE,
                    "vars",
                    weights("external-link")),
            new Attack(
                    "CVE-2026-1669",
                    "a dataset is made of other files' datasets",
                    WEIGHTS_UNSAFE,
                    "vars/0",
                    weights("virtual-dataset")),
            new Attack(
                    "CVE-2026-12479",
                    "a layer's name leads out of its folder",
                    CONFIG_INVALID,
                    "layers[2]",
                    config("\"name\": \"strokes\",", "\"name\": \"../../etc/cron.d/x\",")),
            new Attack(
                    "CVE-2026-12481",
                    "a Lambda in a layer that makes its layers itself",
                    LAMBDA_REFUSED,
                    "forget_some",
                    config(
                            DROPOUT,
                            "\"class_name\": \"TimeDistributed\", \"config\": {\"layer\": {\"module\": \"keras.layers\","
                                    + " \"class_name\": \"Lambda\", \"config\": {}}, ")),
            new Attack(
                    RULE,
                    "a Lambda as a function, where nothing would read it",
                    LAMBDA_REFUSED,
                    "strokes",
                    config("\"kernel_regularizer\": null", "\"kernel_regularizer\": " + lambda())),
            new Attack(
                    RULE,
                    "a Lambda as an output shape",
                    LAMBDA_REFUSED,
                    "forget_some",
                    config(DROPOUT, DROPOUT + "\"output_shape\": " + lambda() + ", ")),
            new Attack(
                    RULE,
                    "a Lambda as a mask",
                    LAMBDA_REFUSED,
                    "forget_some",
                    config(DROPOUT, DROPOUT + "\"mask\": " + lambda() + ", ")),
            new Attack(
                    RULE,
                    "an activation that is a Python function",
                    CUSTOM_OBJECT,
                    "config.json",
                    config(
                            "\"activation\": \"relu\"",
                            "\"activation\": {\"module\": \"builtins\", \"class_name\": \"function\", \"config\": \"f\"}")),
            new Attack(
                    RULE,
                    "a name is there twice in the JSON",
                    CONFIG_INVALID,
                    "config.json",
                    config("\"units\": 32", "\"units\": 32, \"units\": 32")),
            new Attack(
                    RULE,
                    "the JSON nests without bound",
                    CONFIG_INVALID,
                    "config.json",
                    put("config.json", "{\"a\":".repeat(100_000))),
            new Attack(
                    RULE,
                    "the JSON holds a million values",
                    MODEL_TOO_LARGE,
                    "config.json",
                    put("config.json", "{\"a\":[" + "0,".repeat(1_000_000) + "0]}")),
            new Attack(
                    RULE,
                    "the JSON is larger than any model's",
                    MODEL_TOO_LARGE,
                    "config.json",
                    put("config.json", " ".repeat(17 << 20))),
            new Attack(RULE, "more parameters than the limit", MODEL_TOO_LARGE, "config.json", parameters()),
            new Attack(
                    RULE,
                    "a layer gives more numbers than any machine holds",
                    MODEL_TOO_LARGE,
                    "config.json",
                    config(
                            "\"batch_shape\": [null, 8, 8, 1]",
                            "\"batch_shape\": [null, 16777216, 16777216, 16777216]")),
            new Attack(RULE, "models in models multiply", GRAPH_INVALID, "next", put("config.json", multiplying())),
            new Attack(RULE, "a member is there twice", ARCHIVE_UNSAFE, "config.json", twice()),
            new Attack(RULE, "a member grows a thousandfold", ARCHIVE_UNSAFE, "model.weights.h5", bomb()),
            new Attack(RULE, "thousands of members", ARCHIVE_UNSAFE, "archive", manyMembers()),
            new Attack(RULE, "the archive is cut short", ARCHIVE_DAMAGED, "archive", folder -> {
                byte[] whole = Files.readAllBytes(TestArchive.DIGITS);
                return Files.write(folder.resolve("model.keras"), java.util.Arrays.copyOf(whole, whole.length - 30));
            }),
            new Attack(RULE, "a soft link in HDF5", WEIGHTS_UNSAFE, "vars", weights("soft-link")),
            new Attack(
                    RULE, "a hard link in HDF5 leads in a circle", WEIGHTS_UNSAFE, "again", weights("hard-link-cycle")),
            new Attack(RULE, "two weights are one", WEIGHTS_UNSAFE, "vars/1", weights("hard-link-twice")),
            new Attack(RULE, "groups in groups without bound", WEIGHTS_UNSAFE, "g/g", weights("deep")),
            new Attack(RULE, "a filtered dataset", WEIGHTS_UNSAFE, "vars/0", weights("compressed")),
            new Attack(
                    RULE,
                    "a thousand attributes are one string",
                    WEIGHTS_UNSAFE,
                    "model_weights",
                    copy("legacy-attacks/strings-that-are-one.h5")),
            new Attack(
                    RULE,
                    "a weight of another shape",
                    WEIGHTS_MISMATCH,
                    "dense",
                    copy("legacy-attacks/other-shape.h5")),
            new Attack(
                    RULE,
                    "a weight is missing",
                    WEIGHTS_MISSING,
                    "dense",
                    copy("legacy-attacks/one-weight-too-few.h5")),
            new Attack(
                    RULE,
                    "a weight is no number",
                    WEIGHTS_NOT_FINITE,
                    "dense/kernel",
                    copy("legacy-attacks/not-a-number.h5")),
            new Attack(RULE, "weights are a pickle", CUSTOM_OBJECT, "model.weights.npz", pickle()),
            new Attack(RULE, "shards lead out of the archive", WEIGHTS_UNSAFE, "model.weights.json", shards()),
            new Attack(RULE, "a SavedModel writes files", OPERATION_NOT_ALLOWED, "node evil", graph(node("WriteFile"))),
            new Attack(RULE, "a SavedModel runs Python", OPERATION_NOT_ALLOWED, "node evil", graph(node("PyFunc"))),
            new Attack(
                    RULE,
                    "a SavedModel holds a dataset with a graph of its own",
                    OPERATION_NOT_ALLOWED,
                    "node evil",
                    graph(node("MapDataset"))),
            new Attack(
                    RULE,
                    "a SavedModel needs an operation of somebody's own",
                    OPERATION_NOT_ALLOWED,
                    "node evil",
                    graph(node("MyOperation"))),
            new Attack(
                    RULE,
                    "a SavedModel writes files in a function that nobody calls",
                    OPERATION_NOT_ALLOWED,
                    "node evil",
                    graph(model -> model.getGraphDefBuilder()
                            .getLibraryBuilder()
                            .getFunctionBuilder(0)
                            .addNodeDef(NodeDef.newBuilder().setName("evil").setOp("WriteFile")))),
            new Attack(
                    RULE,
                    "a SavedModel's asset is a file of the machine",
                    OPTION_NOT_SUPPORTED,
                    "assets",
                    graph(model ->
                            model.addAssetFileDef(AssetFileDef.newBuilder().setFilename("../../etc/passwd")))),
            new Attack(RULE, "a SavedModel is text, which has another parser", FORMAT_UNKNOWN, "text", folder -> {
                Path text = Files.createDirectories(folder.resolve("text"));
                Files.writeString(text.resolve("saved_model.pbtxt"), "saved_model_schema_version: 1");
                return text;
            }));

    private Attacks() {}

    private static Maker config(String what, String by) {
        return folder -> TestArchive.digits().replaceInConfig(what, by).writeTo(folder);
    }

    private static Maker put(String name, String content) {
        return folder -> TestArchive.digits()
                .put(name, content.getBytes(StandardCharsets.UTF_8))
                .writeTo(folder);
    }

    private static Maker member(String name) {
        return folder -> TestArchive.digits().put(name, new byte[1]).writeTo(folder);
    }

    private static Maker weights(String attack) {
        return folder -> TestArchive.digits()
                .put("model.weights.h5", Files.readAllBytes(RESOURCES.resolve("hdf5-attacks/" + attack + ".h5")))
                .writeTo(folder);
    }

    private static Maker copy(String file) {
        return folder -> Files.copy(RESOURCES.resolve(file), folder.resolve("model.h5"));
    }

    private static String lambda() {
        return "{\"class_name\": \"__lambda__\", \"config\": {\"value\": \"4wAAAA\"}}";
    }

    private static Maker tar() {
        return folder -> {
            byte[] tar = new byte[10_240];
            byte[] name = "../evil".getBytes(StandardCharsets.UTF_8);
            System.arraycopy(name, 0, tar, 0, name.length);
            return Files.write(folder.resolve("model.keras"), tar);
        };
    }

    private static Maker parameters() {
        return folder -> TestArchive.digits()
                .config(text -> text.replace("\"filters\": 32", "\"filters\": 16000000"))
                .writeTo(folder);
    }

    private static String multiplying() {
        return ConfigAttackTest.multiplying();
    }

    private static Maker twice() {
        return folder -> {
            byte[] bytes = TestArchive.digits().put("config.jsox", new byte[1]).bytes(ZipEntry.STORED);
            return Files.write(
                    folder.resolve("model.keras"),
                    new String(bytes, StandardCharsets.ISO_8859_1)
                            .replace("config.jsox", "config.json")
                            .getBytes(StandardCharsets.ISO_8859_1));
        };
    }

    private static Maker bomb() {
        return folder -> TestArchive.digits()
                .put("model.weights.h5", new byte[200 << 20])
                .writeTo(folder);
    }

    private static Maker manyMembers() {
        return folder -> {
            TestArchive archive = TestArchive.digits();
            for (int i = 0; i < 5_000; i++) {
                archive.put("assets/" + i, new byte[0]);
            }
            return archive.writeTo(folder);
        };
    }

    private static Maker pickle() {
        return folder -> TestArchive.digits()
                .remove("model.weights.h5")
                .put(
                        "model.weights.npz",
                        FormsOfWeightsAttackTest.zip(
                                "layers/dense.npy",
                                FormsOfWeightsAttackTest.npy(
                                        "{'descr': '|O', 'fortran_order': False, 'shape': (), }", 40),
                                ZipEntry.STORED))
                .writeTo(folder);
    }

    private static Maker shards() {
        return folder -> TestArchive.digits()
                .remove("model.weights.h5")
                .put(
                        "model.weights.json",
                        "{\"weight_map\": {\"/layers/dense/vars\": \"../../etc/passwd\"}}"
                                .getBytes(StandardCharsets.UTF_8))
                .writeTo(folder);
    }

    private static Consumer<MetaGraphDef.Builder> node(String operation) {
        return model -> model.getGraphDefBuilder()
                .addNode(NodeDef.newBuilder().setName("evil").setOp(operation));
    }

    private static Maker graph(Consumer<MetaGraphDef.Builder> change) {
        return folder -> {
            Path good = RESOURCES.resolve("saved-models/dictionaries/saved_model");
            try (Stream<Path> files = Files.walk(good)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Path copy = folder.resolve(good.relativize(file).toString());
                    Files.createDirectories(copy.getParent());
                    Files.copy(file, copy);
                }
            }
            changeGraph(folder.resolve("saved_model.pb"), change);
            return folder;
        };
    }

    private static void changeGraph(Path file, Consumer<MetaGraphDef.Builder> change) throws IOException {
        SavedModel.Builder model = SavedModel.parseFrom(Files.readAllBytes(file)).toBuilder();
        change.accept(model.getMetaGraphsBuilder(0));
        Files.write(file, model.build().toByteArray());
    }
}
