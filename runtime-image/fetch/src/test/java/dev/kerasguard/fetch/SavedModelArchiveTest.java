package dev.kerasguard.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kerasguard.fetch.Bytes.Packing;
import dev.kerasguard.fetch.SavedModelLayout.Entry;
import dev.kerasguard.fetch.SavedModelLayout.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SavedModelArchiveTest {

    @TempDir
    Path folder = Path.of("unset");

    private Fetching fetching = new Fetching(folder);

    @BeforeEach
    void mount() throws IOException {
        fetching = new Fetching(folder);
        Files.createDirectories(fetching.mount);
    }

    private String put(byte[] archive) throws IOException {
        Files.write(fetching.mount.resolve("archive"), archive);
        return "pvc://models/archive";
    }

    private FetchRefusedException refused(Packing packing) throws IOException {
        return fetching.refusal(put(Bytes.gzip(Bytes.tar(packing))), FetchReason.UnsafeArchive);
    }

    private void assertUnpacked() {
        Bytes.SAVED_MODEL.forEach((name, content) ->
                assertThat(fetching.models.resolve("saved_model").resolve(name)).hasContent(content));
    }

    @Test
    void aCompressedTarIsUnpackedAndItsOwnDigestIsWhatCounts() throws Exception {
        byte[] archive = Bytes.gzip(Bytes.tar(tar -> Bytes.addSavedModel(tar, "digits/")));
        fetching.digest = Bytes.digest(archive);

        assertThat(fetching.fetch(put(archive)).digest()).isEqualTo(fetching.digest);
        assertUnpacked();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "./", "digits-3/", "./digits/"})
    void aTarMayHaveOneFolderAroundTheModel(String wrapper) throws Exception {
        fetching.fetch(put(Bytes.tar(tar -> {
            if (!wrapper.isEmpty()) {
                tar.putArchiveEntry(new TarArchiveEntry(wrapper));
                tar.closeArchiveEntry();
            }
            Bytes.addSavedModel(tar, wrapper);
        })));

        assertUnpacked();
    }

    @Test
    void aZipIsUnpacked() throws Exception {
        fetching.fetch(put(Bytes.zip(Bytes.SAVED_MODEL)));

        assertUnpacked();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../evil",
                "/etc/passwd",
                "assets/../../evil",
                "assets/..",
                "assets/a/b",
                "assets/.profile",
                "variables/variables.data-1-of-1",
                "saved_model.pbtxt",
                "assets\\evil",
                "assets/a\nb",
                "other/saved_model.pb",
            })
    void anEntryThatIsNoPartOfAModelRefusesTheWholeArchive(String name) throws Exception {
        FetchRefusedException refusal = refused(tar -> {
            Bytes.addSavedModel(tar, "");
            Bytes.add(tar, name, new byte[] {1});
        });

        assertThat(refusal.getMessage()).contains("no part of a SavedModel");
        assertThat(folder.resolve("evil")).doesNotExist();
    }

    @Test
    void linksAreRefused() throws Exception {
        for (byte type : new byte[] {TarConstants.LF_SYMLINK, TarConstants.LF_LINK, TarConstants.LF_FIFO}) {
            refused(tar -> {
                Bytes.addSavedModel(tar, "");
                TarArchiveEntry link = new TarArchiveEntry("assets/link", type);
                link.setLinkName("/etc/passwd");
                tar.putArchiveEntry(link);
                tar.closeArchiveEntry();
            });
        }
    }

    @Test
    void twoEntriesForOneFileAreRefused() throws Exception {
        refused(tar -> {
            Bytes.addSavedModel(tar, "");
            Bytes.add(tar, "./saved_model.pb", new byte[] {1});
        });
    }

    @Test
    void anArchiveThatExplodesIsRefused() throws Exception {
        fetching.maxBytes = 1L << 30;

        assertThat(refused(tar -> {
                    Bytes.addSavedModel(tar, "");
                    Bytes.add(tar, "assets/zeros", new byte[64 << 20]);
                }))
                .hasMessageContaining("200 times");
    }

    @Test
    void anArchiveThatUnpacksToMoreThanTheCapIsRefused() throws Exception {
        byte[] much = new byte[18 << 20]; // compresses to a fortieth: below the ratio that is refused
        Random random = new Random(1);
        for (int i = 0; i < much.length; i++) {
            much[i] = i % 1000 < 20 ? (byte) random.nextInt() : 0;
        }

        assertThat(refused(tar -> {
                    Bytes.addSavedModel(tar, "");
                    Bytes.add(tar, "assets/much", much);
                }))
                .hasMessageContaining("the most that a model may have");
    }

    @Test
    void aTruncatedArchiveIsRefused() throws Exception {
        byte[] whole = Bytes.gzip(Bytes.tar(tar -> Bytes.addSavedModel(tar, "")));

        fetching.refusal(put(Arrays.copyOf(whole, whole.length / 2)), FetchReason.UnsafeArchive);
    }

    @Test
    void anArchiveOfSomethingElseIsNamed() throws Exception {
        assertThat(fetching.refusal(put(Bytes.zip(Map.of("notes.txt", "hello"))), FetchReason.FormatMismatch))
                .hasMessageContaining("without saved_model.pb");
    }

    @Property
    void whateverAnArchiveNamesAPlanStaysWithinTheModel(@ForAll("names") List<String> names) {
        List<Entry> entries =
                names.stream().map(name -> new Entry(name, Kind.FILE)).toList();
        try {
            Path root = Path.of("/models/saved_model");
            SavedModelLayout.plan("archive", entries).values().forEach(path -> {
                assertThat(SavedModelLayout.allows(path)).isTrue();
                assertThat(root.resolve(path).normalize())
                        .startsWithRaw(root)
                        .isEqualTo(root.resolve(path))
                        .isNotEqualTo(root);
            });
        } catch (FetchRefusedException e) {
            assertThat(e.reason()).isIn(FetchReason.UnsafeArchive, FetchReason.FormatMismatch);
        }
    }

    @Provide
    Arbitrary<List<String>> names() {
        Arbitrary<String> part = Arbitraries.of(
                "..",
                ".",
                "",
                "saved_model.pb",
                "variables",
                "variables.index",
                "assets",
                "a",
                "x",
                "\\",
                "C:",
                " ",
                "~");
        Arbitrary<String> name = part.list().ofMinSize(1).ofMaxSize(4).map(parts -> String.join("/", parts));
        return Arbitraries.oneOf(name, Arbitraries.of("saved_model.pb", "assets/words"), Arbitraries.strings())
                .list()
                .ofMaxSize(4)
                .map(names -> {
                    List<String> all = new ArrayList<>(names);
                    all.add("saved_model.pb");
                    return all;
                });
    }
}
