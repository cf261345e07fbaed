package dev.kerasguard.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kerasguard.runtime.config.ModelDigest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalSourceTest {

    @TempDir
    Path folder = Path.of("unset");

    private Fetching fetching = new Fetching(folder);

    @BeforeEach
    void mount() throws IOException {
        fetching = new Fetching(folder);
        Files.createDirectories(fetching.mount.resolve("team"));
        Files.write(folder.resolve("secret.keras"), Bytes.keras(10));
    }

    private Path savedModel() throws IOException {
        Path model = fetching.mount.resolve("team/digits");
        for (Map.Entry<String, String> file : Bytes.SAVED_MODEL.entrySet()) {
            Path path = model.resolve(file.getKey());
            Files.createDirectories(path.resolveSibling("."));
            Files.writeString(path, file.getValue());
        }
        return model;
    }

    @Test
    void aFileOfTheClaimIsCopiedAndVerified() throws Exception {
        byte[] model = Bytes.keras(5000);
        Files.write(fetching.mount.resolve("team/digits.keras"), model);
        fetching.digest = Bytes.digest(model);

        assertThat(fetching.fetch("pvc://models/team/digits.keras").format()).isEqualTo("Keras");
        assertThat(fetching.models.resolve("model.keras")).hasBinaryContent(model);
    }

    @Test
    void aSavedModelDirectoryIsVerifiedByTheDigestOfItsFiles() throws Exception {
        Path model = savedModel();
        fetching.digest = ModelDigest.of(model);

        FetchedModel fetched = fetching.fetch("pvc://models/team/digits");

        assertThat(fetched.format()).isEqualTo("SavedModel");
        assertThat(fetching.models.resolve("saved_model/variables/variables.index"))
                .hasContent("index");
        assertThat(ModelDigest.of(fetching.models.resolve("saved_model"))).isEqualTo(fetching.digest);
    }

    @Test
    void aChangedFileInADirectoryIsADigestMismatch() throws Exception {
        Path model = savedModel();
        fetching.digest = ModelDigest.of(model);
        Files.writeString(model.resolve("variables/variables.index"), "other");

        fetching.refusal("pvc://models/team/digits", FetchReason.DigestMismatch);
    }

    @Test
    void aStrangerInADirectoryIsRefusedByName() throws Exception {
        Files.writeString(savedModel().resolve("assets/../run.sh"), "#!");

        assertThat(fetching.refusal("pvc://models/team/digits", FetchReason.UnsafeArchive))
                .hasMessageContaining("\"run.sh\"");
    }

    @Test
    void aLinkInADirectoryIsRefused() throws Exception {
        Files.createSymbolicLink(savedModel().resolve("assets/passwd"), folder.resolve("secret.keras"));

        fetching.refusal("pvc://models/team/digits", FetchReason.UnsafeArchive);
    }

    @Test
    void aLinkThatLeavesTheVolumeIsRefused() throws Exception {
        Files.createSymbolicLink(fetching.mount.resolve("m.keras"), folder.resolve("secret.keras"));

        fetching.refusal("pvc://models/m.keras", FetchReason.SourceForbidden);
    }

    @Test
    void aLinkWithinTheVolumeIsFollowed() throws Exception {
        Files.write(fetching.mount.resolve("team/3.keras"), Bytes.keras(10));
        Files.createSymbolicLink(fetching.mount.resolve("latest.keras"), Path.of("team/3.keras"));

        assertThat(fetching.fetch("pvc://models/latest.keras").format()).isEqualTo("Keras");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pvc://models/../secret.keras",
                "pvc://models/team/%2e%2e/../secret.keras",
                "pvc://models/team/..%2f..%2fsecret.keras",
                "pvc://models/%00",
                "pvc://models/",
                "pvc:///team",
                "s3://bucket/m",
                "https://user:password@example.com/m",
                "https:///m",
                "not a uri",
            })
    void aPathThatCouldLeaveTheVolumeAndWhatIsNoSourceAreRefused(String uri) throws Exception {
        fetching.refusal(uri, FetchReason.InvalidConfig);
    }

    @Test
    void aMissingFileIsNotFound() throws Exception {
        assertThat(fetching.refusal("pvc://models/team/none.keras", FetchReason.SourceNotFound))
                .hasMessageContaining("pvc://models/team/none.keras");
    }

    @Test
    void aLargeFileIsRefusedBeforeItIsCopied() throws Exception {
        Files.write(fetching.mount.resolve("big.keras"), Bytes.keras(2 << 20));

        fetching.refusal("pvc://models/big.keras", FetchReason.TooLarge);
    }

    @Test
    void aFileOfThisMachineIsASourceOnlyOutsideAClusterWhereItMayBe() throws Exception {
        String uri = folder.resolve("secret.keras").toUri().toString();

        assertThat(fetching.refusal(uri, FetchReason.InvalidConfig)).hasMessageContaining("pvc://claim/path");

        fetching.inCluster = false;
        assertThat(fetching.fetch(uri).format()).isEqualTo("Keras");
    }
}
