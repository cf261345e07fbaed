package dev.kerasguard.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What goes wrong is said in words, and nothing else breaks. */
@OnCluster
class FailureWordsTest {

    @BeforeAll
    static void modelsAreServed(Sandbox sandbox) {
        Digits.in(sandbox);
    }

    @Test
    void aWrongDigestIsNamedWithBothDigests(Sandbox sandbox) {
        var wrong = "sha256:" + "0".repeat(64);
        sandbox.apply(Digits.spec("wrong-digest", "")
                .replace(Digits.TRUTH.get("digest").asText(), wrong));

        var condition = sandbox.awaitCondition("wrong-digest", "ModelVerified", "False");

        assertThat(condition.getReason()).isEqualTo("DigestMismatch");
        assertThat(condition.getMessage())
                .contains(wrong, Digits.TRUTH.get("digest").asText());
        assertThat(sandbox.condition("wrong-digest", "Ready").orElseThrow().getStatus())
                .isEqualTo("False");
    }

    @Test
    void aFileThatIsNoModelIsRefusedInWords(Sandbox sandbox) throws Exception {
        var digest = "sha256:"
                + java.util.HexFormat.of()
                        .formatHex(java.security.MessageDigest.getInstance("SHA-256")
                                .digest("not a model".getBytes(StandardCharsets.US_ASCII)));
        sandbox.apply(Digits.spec("bad-model", "")
                .replace("digits.keras", "garbage.keras")
                .replace(Digits.TRUTH.get("digest").asText(), digest));

        var condition = sandbox.awaitCondition("bad-model", "ModelVerified", "False");

        assertThat(condition.getMessage()).containsIgnoringCase("format");
    }

    @Test
    void aModelThatIsNotThereIsNamed(Sandbox sandbox) {
        sandbox.apply(Digits.spec("no-model", "").replace("digits.keras", "nowhere.keras"));

        var condition = sandbox.awaitCondition("no-model", "ModelVerified", "False");

        assertThat(condition.getMessage()).contains("404");
    }

    @Test
    void aMissingClaimIsNamed(Sandbox sandbox) {
        sandbox.apply(Digits.spec("no-claim", "")
                .replace("http://models.${namespace}.svc/digits.keras", "pvc://nowhere/digits.keras"));

        var condition = sandbox.awaitCondition("no-claim", "ResolvedRefs", "False");

        assertThat(condition.getReason()).isEqualTo("PersistentVolumeClaimNotFound");
        assertThat(condition.getMessage()).contains("nowhere");
    }
}
