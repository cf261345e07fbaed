package dev.kerasguard.rules;

import dev.kerasguard.api.v1alpha1.KerasInferenceServiceSpec.Format;
import dev.kerasguard.rules.Rule.Problem;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rules about which bytes are served: that they are the ones that somebody approved. */
final class ModelRules {

    /** Without a digest, whoever can write the file decides what is served. */
    static final Rule<Candidate> DIGEST_REQUIRED = new Rule<>("DigestRequired", ModelRules::digestRequired);

    /** A digest that can never match would fail only after the download. */
    static final Rule<Candidate> DIGEST_WELL_FORMED = new Rule<>("DigestWellFormed", ModelRules::digestWellFormed);

    /** A platform team may trust one loader only. */
    static final Rule<Candidate> FORMAT_ALLOWED = new Rule<>("FormatAllowed", ModelRules::formatAllowed);

    /** Code that builds a layer is trusted by whoever trusts the namespace, not by whoever writes the service. */
    static final Rule<Candidate> CUSTOM_LAYERS_ALLOWED =
            new Rule<>("CustomLayersAllowed", ModelRules::customLayersAllowed);

    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");
    private static final Set<Format> EVERY_FORMAT = EnumSet.complementOf(EnumSet.of(Format.Auto));

    private ModelRules() {}

    private static Stream<Problem> digestRequired(Candidate candidate) {
        Setting<Boolean> required = candidate.policy().requireDigest();
        return required.value() && candidate.spec().model().digest() == null
                ? Stream.of(new Problem(
                        "spec.model.digest",
                        "is missing, and %s requires it; write sha256: and the output of sha256sum MODEL"
                                .formatted(required.source())))
                : Stream.empty();
    }

    private static Stream<Problem> digestWellFormed(Candidate candidate) {
        String digest = candidate.spec().model().digest();
        return digest == null || DIGEST.matcher(digest).matches()
                ? Stream.empty()
                : Stream.of(new Problem(
                        "spec.model.digest",
                        "%s is not a digest; write sha256: and 64 digits 0-9a-f".formatted(Quoted.text(digest))));
    }

    private static Stream<Problem> customLayersAllowed(Candidate candidate) {
        Setting<Set<String>> allowed = candidate.policy().customLayers();
        List<String> names = Objects.requireNonNullElse(candidate.spec().model().customLayers(), List.of());
        return IntStream.range(0, names.size())
                .filter(i -> !allowed.value().contains(names.get(i)))
                .mapToObj(i -> new Problem(
                        "spec.model.customLayers[%d]".formatted(i),
                        "%s is not allowed by %s, which allows %s; leave it out, or have a policy name it in spec.models.customLayers"
                                .formatted(
                                        Quoted.text(names.get(i)),
                                        allowed.source(),
                                        allowed.value().isEmpty()
                                                ? "none"
                                                : allowed.value().stream()
                                                        .sorted()
                                                        .collect(Collectors.joining(", ")))));
    }

    private static Stream<Problem> formatAllowed(Candidate candidate) {
        Setting<Set<Format>> allowed = candidate.policy().formats();
        @Nullable Format given = candidate.spec().model().format();
        Format format = Objects.requireNonNullElse(given, Format.Auto);
        boolean fine = format == Format.Auto
                ? allowed.value().containsAll(EVERY_FORMAT)
                : allowed.value().contains(format);
        return fine
                ? Stream.empty()
                : Stream.of(new Problem(
                        "spec.model.format",
                        "%s is not allowed by %s; write one of: %s"
                                .formatted(
                                        format,
                                        allowed.source(),
                                        allowed.value().stream()
                                                .map(Format::name)
                                                .sorted()
                                                .collect(Collectors.joining(", ")))));
    }
}
