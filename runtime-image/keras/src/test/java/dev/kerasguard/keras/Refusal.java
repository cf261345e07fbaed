package dev.kerasguard.keras;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import org.assertj.core.api.Assertions;

/** What happens to a file that must not be loaded. */
final class Refusal {

    private static final SessionOptions ONE_THREAD = new SessionOptions(1, 1, 0);

    private Refusal() {}

    /** Loads a file that must be refused by the given rule, and gives the refusal. */
    static ModelRefusedException of(Path file, RefusalRule rule) {
        ModelRefusedException refused = catchThrowableOfType(
                ModelRefusedException.class,
                () -> ModelLoaders.standard()
                        .load(file, ModelFormat.AUTO, ONE_THREAD)
                        .close());
        Assertions.assertThat(refused).as("a refusal by %s", rule).isNotNull();
        Assertions.assertThat(refused.rule()).as(refused.getMessage()).isEqualTo(rule.reason());
        return refused;
    }
}
