package dev.kerasguard.rules;

import dev.kerasguard.rules.Rule.Problem;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rules about the text of a model's URI: that every program which reads it sees the same place. */
final class UriRules {

    /** Other schemes read the pod's own files ({@code file:}) or need credentials that this version cannot hold. */
    static final Rule<Candidate> SCHEME_ALLOWED = new Rule<>("UriSchemeAllowed", UriRules::schemeAllowed);

    /** A platform team decides where models come from; without a policy they come from the namespace's volumes. */
    static final Rule<Candidate> PREFIX_ALLOWED = new Rule<>("UriPrefixAllowed", UriRules::prefixAllowed);

    /** Specs are read by many; {@code user@host} also makes one host look like another. */
    static final Rule<Candidate> NO_CREDENTIALS = new Rule<>("UriNoCredentials", UriRules::noCredentials);

    /** Control characters, spaces and non-ASCII letters end up in logs, headers and names of other hosts. */
    static final Rule<Candidate> NO_CONTROL_CHARACTERS =
            new Rule<>("UriNoControlCharacters", UriRules::noControlCharacters);

    /** {@code ..}, backslashes, fragments and hidden slashes leave the prefix that the policy allowed. */
    static final Rule<Candidate> NO_TRAVERSAL = new Rule<>("UriNoTraversal", UriRules::noTraversal);

    /** A volume URI names a claim of the service's own namespace and a path in it. */
    static final Rule<Candidate> VOLUME_WELL_FORMED = new Rule<>("UriVolumeWellFormed", UriRules::volumeWellFormed);

    private static final Set<String> SCHEMES = Set.of("pvc", "https", "http");
    private static final Pattern UNPRINTABLE = Pattern.compile("[^!-~]");
    private static final Pattern CLAIM = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");
    // A space is the one character of a path that must be hidden; all others could pass for a dot or a slash somewhere.
    private static final Pattern PERCENT = Pattern.compile("%(?!20)");

    private UriRules() {}

    private static Stream<Problem> schemeAllowed(Candidate candidate) {
        ModelUri uri = ModelUri.parse(candidate.uri());
        if (uri != null && SCHEMES.contains(uri.scheme())) {
            return Stream.empty();
        }
        return problem("%s does not begin with pvc://, https:// or http://; write such as pvc://claim/model.keras"
                .formatted(shown(candidate.uri())));
    }

    private static Stream<Problem> prefixAllowed(Candidate candidate) {
        Setting<List<String>> allowed = candidate.policy().allowedUriPrefixes();
        if (allowed.value().stream().anyMatch(prefix -> UriPrefix.covers(prefix, candidate.uri()))) {
            return Stream.empty();
        }
        return problem("%s is not under a prefix allowed by %s; write one under: %s"
                .formatted(
                        shown(candidate.uri()),
                        allowed.source(),
                        allowed.value().isEmpty() ? "none" : String.join(", ", allowed.value())));
    }

    private static Stream<Problem> noCredentials(Candidate candidate) {
        ModelUri uri = ModelUri.parse(candidate.uri());
        return uri == null || uri.userInfo() == null
                ? Stream.empty()
                : problem("has a user or password before the host; write the URI without anything before an @ sign");
    }

    private static Stream<Problem> noControlCharacters(Candidate candidate) {
        return UNPRINTABLE.matcher(candidate.uri()).find()
                ? problem(
                        "%s has a space, a control character or a letter that is not ASCII; percent-encode spaces as %%20"
                                .formatted(shown(candidate.uri())))
                : Stream.empty();
    }

    private static Stream<Problem> noTraversal(Candidate candidate) {
        return hiding(candidate.uri())
                .map(found -> new Problem(
                        "spec.model.uri",
                        "%s has %s; write the plain path of the model".formatted(shown(candidate.uri()), found)));
    }

    private static Stream<String> hiding(String text) {
        ModelUri uri = ModelUri.parse(text);
        return Stream.of(
                        text.contains("\\") ? "a backslash" : null,
                        uri != null && uri.fragment() != null ? "a fragment (#)" : null,
                        uri != null && hasDotSegment(uri.path()) ? "a . or .. or empty segment" : null,
                        uri != null && PERCENT.matcher(uri.path()).find() ? "a percent sign that is not %20" : null,
                        uri != null && uri.host().contains("%") ? "a percent sign in the host" : null)
                .flatMap(Stream::ofNullable);
    }

    private static Stream<Problem> volumeWellFormed(Candidate candidate) {
        ModelUri uri = ModelUri.parse(candidate.uri());
        if (uri == null || !uri.scheme().equals("pvc")) {
            return Stream.empty();
        }
        boolean wellFormed = CLAIM.matcher(uri.host()).matches()
                && uri.path().length() > 1
                && uri.port() == null
                && uri.query() == null;
        return wellFormed
                ? Stream.empty()
                : problem(
                        "%s does not name a claim and a path in it; write pvc://CLAIM/PATH, such as pvc://models/digits.keras"
                                .formatted(shown(candidate.uri())));
    }

    private static boolean hasDotSegment(String path) {
        List<String> segments = List.of(path.split("/", -1));
        return segments.contains(".") || segments.contains("..") || path.contains("//");
    }

    private static Stream<Problem> problem(String message) {
        return Stream.of(new Problem("spec.model.uri", message));
    }

    /** Whether the text has nothing that could leave a prefix or hide where it leads. */
    static boolean isPlain(String uri) {
        return !UNPRINTABLE.matcher(uri).find() && hiding(uri).findAny().isEmpty();
    }

    /** The URI for a message, without what stands before an at sign. */
    static String shown(String uri) {
        @Nullable ModelUri parsed = ModelUri.parse(uri);
        boolean plain = parsed == null ? !uri.contains("@") : parsed.userInfo() == null;
        return plain ? Quoted.text(uri) : "the URI";
    }
}
