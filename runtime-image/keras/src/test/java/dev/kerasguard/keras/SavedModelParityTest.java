package dev.kerasguard.keras;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class SavedModelParityTest {

    private static final SessionOptions ONE_THREAD = new SessionOptions(1, 1, 0);

    @TestFactory
    Stream<DynamicTest> answersFromTheSavedModelAsFromTheKerasFile() {
        return ParityCase.in(Path.of("src/test/resources/saved-models")).stream()
                .map(each -> DynamicTest.dynamicTest(each.name(), () -> {
                    ModelLoader loader = ModelLoaders.standard();
                    try (ServableModel keras = loader.load(each.kerasFile(), ModelFormat.KERAS, ONE_THREAD);
                            ServableModel saved =
                                    loader.load(each.folder().resolve("saved_model"), ModelFormat.AUTO, ONE_THREAD)) {
                        assertThat(saved.format()).isEqualTo(ModelFormat.SAVED_MODEL);
                        assertThat(saved.parameters()).isEqualTo(keras.parameters());
                        assertThat(signature(saved.inputs())).isEqualTo(signature(keras.inputs()));
                        assertThat(signature(saved.outputs())).isEqualTo(signature(keras.outputs()));
                        each.check(keras);
                        each.check(saved, keras);
                    }
                }));
    }

    private static List<String> signature(List<TensorSpec> specs) {
        return specs.stream()
                .map(spec -> spec.name() + spec.dtype() + spec.shape())
                .sorted()
                .toList();
    }
}
