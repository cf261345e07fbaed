package dev.kerasguard.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.kerasguard.keras.custom.BrokenBuilders;
import dev.kerasguard.keras.custom.CustomLayerBuilder;
import dev.kerasguard.keras.custom.CustomLayers;
import dev.kerasguard.keras.custom.GatedDenseBuilder;
import dev.kerasguard.keras.vetting.CustomObject;
import dev.kerasguard.keras.vetting.CustomObject.StoredWeight;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Layers of an owner's own, built in Java; parity/make_custom.py makes the files. */
class CustomLayersTest {

    private static final Path CASES = Path.of("src/test/resources/custom");
    private static final Path GATED = CASES.resolve("gated/model.keras");
    private static final Set<String> NAMES = Set.of("acme>GatedDense", "acme>Residual", "acme>Mixed_Pair");
    private static final SessionOptions ONE_THREAD = new SessionOptions(1, 1, 0);
    private static final ClassLoader TESTS = CustomLayersTest.class.getClassLoader();

    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> answersAsKerasWithTheOwnersPythonClasses() {
        List<ParityCase> cases = ParityCase.in(CASES);
        assertThat(cases).hasSize(10);
        return cases.stream()
                .map(each -> DynamicTest.dynamicTest(each.name(), () -> {
                    CustomLayers custom = CustomLayers.allow(NAMES, TESTS);
                    try (ServableModel model = ModelLoaders.standard(LoadLimits.DEFAULT, custom)
                            .load(each.kerasFile(), ModelFormat.AUTO, ONE_THREAD)) {
                        each.check(model);
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> refusesEveryCustomLayerUnlessItIsAllowed() {
        return ParityCase.in(CASES).stream()
                .map(each -> DynamicTest.dynamicTest(
                        each.name(),
                        () -> assertThat(Refusal.of(each.kerasFile(), RefusalRule.CUSTOM_OBJECT))
                                .hasMessageContaining("layers[")
                                .hasMessageContaining("acme>")
                                .hasMessageContaining("add its CustomLayerBuilder in Java")
                                .hasMessageContaining("model.export()")));
    }

    @Test
    void refusesALayerThatIsNotAllowedAlsoWhenItsBuilderIsThere() {
        assertThat(refused(GATED, CustomLayers.allow(Set.of("acme>Residual"), TESTS)))
                .hasMessageContaining("acme>GatedDense is a custom class");
    }

    @Test
    void refusesALayerInsideACustomLayerThatIsNotAllowed() {
        Path file = CASES.resolve("wraps-a-custom-layer/model.keras");
        assertThat(refused(file, CustomLayers.allow(Set.of("acme>Residual"), TESTS)))
                .hasMessageContaining("\"residual_1\" layer: acme>GatedDense is a custom class");
    }

    @Test
    void refusesAnAllowedLayerThatHasNoBuilder() {
        assertThat(refused(GATED, allowed()))
                .hasMessageContaining("layers[1] \"gated_dense\"")
                .hasMessageContaining("acme>GatedDense is allowed, and no builder is there for it;")
                .hasMessageContaining("add the jar with its CustomLayerBuilder to the runtime's image");
    }

    @Test
    void saysWhyABuilderThatIsThereCouldNotBeLoaded() {
        assertThat(refused(GATED, allowed("acme.NoSuchBuilder")))
                .hasMessageContaining("acme.NoSuchBuilder")
                .hasMessageContaining("not found");
    }

    @Test
    void takesNothingFromOthersWhenOneBuilderCannotBeLoaded() throws Exception {
        CustomLayers custom = allowed("acme.NoSuchBuilder", GatedDenseBuilder.class.getName());
        ModelLoaders.standard(LoadLimits.DEFAULT, custom)
                .load(GATED, ModelFormat.AUTO, ONE_THREAD)
                .close();
    }

    @Test
    void refusesALayerThatHasTwoBuilders() {
        String second = BrokenBuilders.Second.class.getName();
        assertThat(refused(GATED, allowed(GatedDenseBuilder.class.getName(), second)))
                .hasMessageContaining("2 builders are there for it")
                .hasMessageContaining(second)
                .hasMessageContaining("leave one");
    }

    @ParameterizedTest
    @ValueSource(classes = {BrokenBuilders.FailsToRead.class, BrokenBuilders.FailsToBuild.class})
    void refusesALayerWhoseBuilderFails(Class<?> builder) {
        assertThat(refused(GATED, allowed(builder.getName())))
                .hasMessageContaining("layers[1] \"gated_dense\"")
                .hasMessageContaining("its builder " + builder.getName() + " failed")
                .hasMessageContaining("mend the builder");
    }

    @Test
    void refusesSettingsThatABuilderRefuses() throws Exception {
        Path file = TestArchive.of(GATED)
                .config(config -> config.replace("\"units\": 4", "\"units\": -4"))
                .writeTo(folder);
        assertThat(refused(file, CustomLayers.allow(NAMES, TESTS)))
                .hasMessageContaining("layers[1] \"gated_dense\": \"units\" must be a whole number");
    }

    @Test
    void refusesWeightsOfAnotherShapeThanABuilderMakes() throws Exception {
        Path file = TestArchive.of(GATED)
                .config(config -> config.replace("\"units\": 4", "\"units\": 5"))
                .writeTo(folder);
        assertThat(refused(file, CustomLayers.allow(NAMES, TESTS)))
                .hasMessageContaining("needs float32 weights of shape [5, 5] and finds [5, 4]");
    }

    @Test
    void refusesAClassThatPythonDidNotRegister() throws Exception {
        Path file = TestArchive.of(GATED)
                .config(config -> config.replace("acme>GatedDense", "GatedDense"))
                .writeTo(folder);
        assertThat(refused(file, CustomLayers.allow(NAMES, TESTS)))
                .hasMessageContaining("GatedDense is a custom class")
                .hasMessageNotContaining("CustomLayerBuilder");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GatedDense", "acme>", ">GatedDense", "acme>Gated Dense", "acme>*", "*", ""})
    void allowsNothingThatIsNotTheNameOfOneClass(String name) {
        assertThatThrownBy(() -> CustomLayers.allow(List.of(name), TESTS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("acme>GatedDense");
    }

    @Test
    void vettingSaysWhatACustomLayerWouldNeedAlsoWhenItIsRefused() throws Exception {
        ModelReport report = ModelLoaders.vetting().vet(GATED, ModelFormat.AUTO, 1);

        assertThat(report.isLoadable()).isFalse();
        assertThat(report.customObjects())
                .containsExactly(new CustomObject(
                        "acme>GatedDense",
                        "GatedDense",
                        "config.json layers[1] \"gated_dense\"",
                        List.of("name", "trainable", "dtype", "units", "activation"),
                        List.of(
                                new StoredWeight("gate/vars/0", "float32", List.of(5L, 4L)),
                                new StoredWeight("gate/vars/1", "float32", List.of(4L)),
                                new StoredWeight("vars/0", "float32", List.of(5L, 4L)),
                                new StoredWeight("vars/1", "float32", List.of(4L)),
                                new StoredWeight("vars/2", "float32", List.of(4L))),
                        false,
                        false));
    }

    @Test
    void vettingSaysTheWeightsOfALegacyFileByName() throws Exception {
        Path file = CASES.resolve("gated-h5/model.h5");
        ModelReport report = ModelLoaders.vetting(LoadLimits.DEFAULT, CustomLayers.allow(NAMES, TESTS))
                .vet(file, ModelFormat.AUTO, 1);

        assertThat(report.isLoadable()).isTrue();
        assertThat(report.customObjects()).singleElement().satisfies(each -> {
            assertThat(each.registeredName()).isEqualTo("acme>GatedDense");
            assertThat(each.allowed()).isTrue();
            assertThat(each.builder()).isTrue();
            assertThat(each.weights())
                    .hasSize(5)
                    .contains(new StoredWeight("gated_dense/kernel", "float32", List.of(5L, 4L)));
        });
    }

    @Test
    void vettingFindsCustomLayersAtAnyDepth() throws Exception {
        assertThat(objects(CASES.resolve("nested/model.keras")))
                .containsExactly("acme>GatedDense vars/2", "acme>GatedDense vars/2", "acme>GatedDense vars/2");
        assertThat(objects(CASES.resolve("wraps-a-custom-layer/model.keras")))
                .containsExactly("acme>Residual layer/vars/2", "acme>GatedDense layer/vars/2");
        assertThat(objects(CASES.resolve("wrapped/model.keras"))).containsExactly("acme>GatedDense layer/vars/2");
    }

    @Test
    void vettingFindsNothingOfItsOwnersInAModelOfKeras() throws Exception {
        assertThat(objects(TestArchive.DIGITS)).isEmpty();
    }

    @Test
    void vettingSaysTheNamesOfAHostileFileInPlainCharacters() throws Exception {
        Path file = TestArchive.of(GATED)
                .config(config -> config.replace("\"acme>GatedDense\"", "\"acme>\\u001b[31m\\nGated\""))
                .writeTo(folder);
        assertThat(ModelLoaders.vetting().vet(file, ModelFormat.AUTO, 1).customObjects())
                .extracting(CustomObject::registeredName)
                .containsExactly("acme>??31m?Gated");
    }

    @Test
    void theBuilderInTheManualIsTheOneThatIsTested() throws IOException {
        String manual = Files.readString(Path.of("../../docs/custom-layers.md"));
        assertThat(manual)
                .contains(body(
                        Files.readString(Path.of("src/test/java/dev/kerasguard/keras/custom/GatedDenseBuilder.java")),
                        "public final class"));
        String python = Files.readString(Path.of("parity/custom_layers.py"));
        int begin = python.indexOf("@keras.saving");
        assertThat(manual).contains(python.substring(begin, python.indexOf("\n\n\n", begin)));
    }

    private static String body(String source, String from) {
        return source.substring(source.indexOf(from)).strip();
    }

    /** Each custom object with the last of its weights. */
    private static List<String> objects(Path file) throws IOException {
        return ModelLoaders.vetting().vet(file, ModelFormat.AUTO, 1).customObjects().stream()
                .map(each ->
                        each.registeredName() + " " + each.weights().getLast().name())
                .toList();
    }

    private static ModelRefusedException refused(Path file, CustomLayers custom) {
        ModelRefusedException refused = catchThrowableOfType(
                ModelRefusedException.class,
                () -> ModelLoaders.standard(LoadLimits.DEFAULT, custom)
                        .load(file, ModelFormat.AUTO, ONE_THREAD)
                        .close());
        assertThat(refused).isNotNull();
        return refused;
    }

    /** Allows the layers of the tests on a class path where only these builders are named. */
    private CustomLayers allowed(String... builders) {
        try {
            Path services = folder.resolve("services");
            Files.write(services, Arrays.asList(builders), StandardCharsets.UTF_8);
            String name = "META-INF/services/" + CustomLayerBuilder.class.getName();
            List<URL> found = new ArrayList<>(List.of(services.toUri().toURL()));
            return CustomLayers.allow(NAMES, new URLClassLoader(new URL[0], TESTS) {
                @Override
                public Enumeration<URL> getResources(String resource) throws IOException {
                    return resource.equals(name) ? Collections.enumeration(found) : super.getResources(resource);
                }
            });
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
