package dev.kerasguard.operator.replicas;

import dev.kerasguard.operator.desired.RuntimePod;
import dev.kerasguard.operator.status.ConditionType;
import dev.kerasguard.operator.status.Reason;
import dev.kerasguard.operator.status.Statement;
import dev.kerasguard.operator.status.Truth;
import dev.kerasguard.runtime.config.TerminationMessage;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says whether replicas hold the model that was asked for: the last words of their containers tell. */
final class ModelStatement {

    // What the server ends with when the bytes are right but no model can be made of them.
    private static final int MODEL_REFUSED = 2;

    private ModelStatement() {}

    /** The statement of replicas of one template; the worst of what they say. */
    static Statement of(Collection<Pod> replicas) {
        List<Statement> said = replicas.stream()
                .map(ModelStatement::of)
                .flatMap(Optional::stream)
                .toList();
        return said.stream()
                .filter(statement -> !statement.holds())
                .findFirst()
                .or(() -> said.stream().findFirst())
                .orElseGet(() -> Statement.unknown(
                        ConditionType.ModelVerified, Reason.Fetching, "no replica has fetched the model yet"));
    }

    /** Whether a container's end is about the model, rather than about the container. */
    static boolean speaksOfTheModel(String container, ContainerStateTerminated ended) {
        return container.equals(RuntimePod.FETCH)
                || Integer.valueOf(MODEL_REFUSED).equals(ended.getExitCode());
    }

    private static Optional<Statement> of(Pod pod) {
        Optional<Statement> fetched = lastWord(pod, RuntimePod.FETCH).map(ModelStatement::statement);
        Optional<Statement> refused = Containers.isReady(pod)
                ? Optional.empty()
                : lastWord(pod, RuntimePod.SERVER).map(ModelStatement::statement);
        return refused.or(() -> fetched);
    }

    private static Optional<TerminationMessage> lastWord(Pod pod, String container) {
        return Containers.named(pod, container)
                .flatMap(Containers::ended)
                .filter(ended -> speaksOfTheModel(container, ended))
                .map(ContainerStateTerminated::getMessage)
                .flatMap(TerminationMessage::parse);
    }

    private static Statement statement(TerminationMessage word) {
        boolean fetched = word.reason().equals(TerminationMessage.FETCHED);
        return new Statement(
                ConditionType.ModelVerified,
                fetched ? Truth.True : Truth.False,
                word.reason(),
                fetched ? "the replicas hold %s".formatted(orUnnamed(word.digest())) : word.message());
    }

    private static String orUnnamed(@Nullable String digest) {
        return digest == null ? "the model" : digest;
    }
}
