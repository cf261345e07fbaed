package dev.kerasguard.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kerasguard.api.v1alpha1.KerasInferencePolicy;
import dev.kerasguard.api.v1alpha1.KerasInferenceService;
import dev.kerasguard.api.v1alpha1.KerasInferenceServiceSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * No spelling of an address, and no detour of a path, gets past the URI rules, even where a policy allows all hosts.
 */
class UriPropertiesTest {

    private static final KubernetesSerialization JSON = new KubernetesSerialization();
    private static final List<KerasInferencePolicy> EVERYTHING_ALLOWED =
            List.of(JSON.unmarshal("""
            metadata: {name: open}
            spec: {namespaceSelector: {}, models: {allowedUriPrefixes: ["pvc://", "http://", "https://"], requireDigest: false}}
            """, KerasInferencePolicy.class));

    @Property(tries = 500)
    void noSpellingOfAnAddressIsAHost(@ForAll("spellings") String address) {
        assertThat(violations("https://" + address + "/model.keras"))
                .as(address)
                .extracting(Violation::rule)
                .contains("UriHostIsName");
    }

    @Property(tries = 500)
    void userInfoNeverHidesTheHost(@ForAll("spellings") String address) {
        assertThat(violations("https://models.example@" + address + "/model.keras"))
                .extracting(Violation::rule)
                .contains("UriNoCredentials", "UriHostIsName");
    }

    @Property(tries = 500)
    void noDetourLeavesThePrefix(@ForAll("detours") String detour) {
        assertThat(violations("https://models.example/team/" + detour + "/other/model.keras"))
                .as(detour)
                .extracting(Violation::rule)
                .containsAnyOf("UriNoTraversal", "UriNoControlCharacters");
    }

    @Property(tries = 500)
    void anyTextIsJudgedWithoutAnException(@ForAll String text) {
        assertThat(violations(text))
                .allSatisfy(violation -> assertThat(violation.message()).isPrintable());
    }

    @Property(tries = 300)
    void prefixCoversOnlyWhatLiesBelowIt(@ForAll("segments") String team, @ForAll("segments") String other) {
        String prefix = "https://models.example/" + team;
        assertThat(UriPrefix.covers(prefix, prefix + "/" + other)).isTrue();
        assertThat(UriPrefix.covers(prefix, prefix + other)).isFalse();
        assertThat(UriPrefix.covers("https://models.example", "https://models.example." + other + "/"))
                .isFalse();
    }

    @Provide
    Arbitrary<String> spellings() {
        Arbitrary<Integer> octet = Arbitraries.integers().between(0, 255);
        Arbitrary<String> spelled = Combinators.combine(octet, Arbitraries.of("%d", "0x%x", "0X%X", "0%o", "000%o"))
                .as((value, format) -> format.formatted(value));
        Arbitrary<String> dotted = spelled.list().ofMinSize(1).ofMaxSize(4).map(parts -> String.join(".", parts));
        Arbitrary<String> whole = Combinators.combine(
                        Arbitraries.longs().between(0, 0xFFFFFFFFL), Arbitraries.of("%d", "0x%x", "0%o"))
                .as((value, format) -> format.formatted(value));
        Arbitrary<String> v6 = Arbitraries.integers()
                .between(0, 0xFFFF)
                .list()
                .ofSize(8)
                .map(groups -> groups.stream().map(Integer::toHexString).collect(Collectors.joining(":", "[", "]")));
        Arbitrary<String> mapped = octet.list()
                .ofSize(4)
                .map(parts -> parts.stream().map(String::valueOf).collect(Collectors.joining(".", "[::ffff:", "]")));
        Arbitrary<String> suffix = Arbitraries.of("", ":8443", ".");
        return Combinators.combine(Arbitraries.oneOf(dotted, whole, v6, mapped), suffix)
                .as((address, end) -> address.endsWith("]") && end.equals(".") ? address : address + end);
    }

    @Provide
    Arbitrary<String> detours() {
        Arbitrary<String> dot = Arbitraries.of(".", "%2e", "%2E", "%252e", "%c0%ae", "\uFF0E");
        Arbitrary<String> parent = dot.list().ofSize(2).map(dots -> String.join("", dots));
        Arbitrary<String> before = Arbitraries.of("", "a/", "a%2f", "a\\", "/");
        return Combinators.combine(before, parent).as((lead, dots) -> lead + dots);
    }

    @Provide
    Arbitrary<String> segments() {
        return Arbitraries.strings().withCharRange('a', 'z').ofMinLength(1).ofMaxLength(12);
    }

    private static List<Violation> violations(String uri) {
        Quantity one = new Quantity("1");
        KerasInferenceService service = new KerasInferenceService();
        service.getMetadata().setName("flowers");
        service.setSpec(new KerasInferenceServiceSpec(
                new KerasInferenceServiceSpec.Model(uri, null, null, null, null),
                new KerasInferenceServiceSpec.Resources(null, new KerasInferenceServiceSpec.Amounts(one, one)),
                null,
                null,
                null,
                null,
                null,
                null,
                null));
        return SpecValidation.validate(null, service, EVERYTHING_ALLOWED, Map.of());
    }
}
