package dev.kerasguard.keras;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.weights.NpyArray;
import dev.kerasguard.keras.weights.StoredArray;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Weights in NumPy's format, in several files and in folders; and the limits that a caller may set. */
@Timeout(120)
class FormsOfWeightsAttackTest {

    private static final String SHARD = "model_00000.weights.h5";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '"', textBlock = """
            {'descr': '|O', 'fortran_order': False, 'shape': (), } ; 4 ; CUSTOM_OBJECT
            {'descr': '<f4', 'fortran_order': False, 'shape': (1000000,), } ; 8 ; WEIGHTS_UNSAFE
            {'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296), } ; 8 ; WEIGHTS_UNSAFE
            {'descr': '<f4', 'fortran_order': False, 'shape': (1,), } ; 8 ; WEIGHTS_UNSAFE
            {'descr': '<f4', 'fortran_order': False, 'shape': (-2,), } ; 8 ; WEIGHTS_DAMAGED
            {'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), } ; 8 ; WEIGHTS_DAMAGED
            {'descr': '<f4', 'fortran_order': True, 'shape': (2, 1), } ; 8 ; OPTION_NOT_SUPPORTED
            {'descr': '>f4', 'fortran_order': False, 'shape': (2,), } ; 8 ; DTYPE_NOT_SUPPORTED
            {'descr': '<c8', 'fortran_order': False, 'shape': (1,), } ; 8 ; DTYPE_NOT_SUPPORTED
            {'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,), } ; 8 ; WEIGHTS_DAMAGED
            {'descr': '<f4', 'fortran_order': False, 'shape': (__import__('os'),), } ; 8 ; WEIGHTS_DAMAGED
            {'descr': '<f4', 'descr': '|O', 'fortran_order': False, 'shape': (2,), } ; 8 ; WEIGHTS_DAMAGED
            """)
    void refusesArrayWhoseHeaderSays(String header, int bytes, RefusalRule rule) {
        byte[] file = npy(header, bytes);
        ModelRefusedException refused = Assertions.catchThrowableOfType(
                ModelRefusedException.class, () -> NpyArray.read(MemorySegment.ofArray(file), "x.npy"));
        assertThat(refused.rule()).isEqualTo(rule.reason());
    }

    @Test
    void readsArrayOfNumPy() throws Exception {
        byte[] file = npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", 24);
        StoredArray array = NpyArray.read(MemorySegment.ofArray(file), "x.npy");
        assertThat(array.type()).isEqualTo(DType.FLOAT32);
        assertThat(array.shape()).containsExactly(2L, 3L);
        assertThat(array.data().byteSize()).isEqualTo(24);
    }

    @Test
    void refusesPickledWeightsAsKerasWritesThemInNumPysFormat() throws Exception {
        byte[] npz = zip(
                "layers/dense.npy", npy("{'descr': '|O', 'fortran_order': False, 'shape': (), }", 40), ZipEntry.STORED);
        Path file = digits().put("model.weights.npz", npz).writeTo(folder);
        assertThat(Refusal.of(file, RefusalRule.CUSTOM_OBJECT)).hasMessageContaining("pickle");
    }

    @Test
    void refusesArchiveInArchiveThatGrows() throws Exception {
        byte[] npz = zip("layers/dense.npy", new byte[50 << 20], ZipEntry.DEFLATED);
        Refusal.of(digits().put("model.weights.npz", npz).writeTo(folder), RefusalRule.ARCHIVE_UNSAFE);
    }

    @Test
    void refusesMembersThatGrowTogether() throws Exception {
        Path file = digits().put("config.json", new byte[10 << 20])
                .put("model.weights.h5", new byte[60 << 20])
                .writeTo(folder);
        assertThat(Refusal.of(file, RefusalRule.ARCHIVE_UNSAFE)).hasMessageContaining("grow");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"weight_map": {"/layers/dense/vars": "../../etc/passwd"}} | WEIGHTS_UNSAFE
            {"weight_map": {"/layers/dense/vars": "/etc/passwd.weights.h5"}} | WEIGHTS_UNSAFE
            {"weight_map": {"/layers/dense/vars": ["config.json"]}} | WEIGHTS_UNSAFE
            {"weight_map": {"/layers/dense/vars": 7}} | WEIGHTS_UNSAFE
            {"weight_map": {}} | WEIGHTS_DAMAGED
            {"weight_map": {"/a": "model_00000.weights.h5"}} | WEIGHTS_MISMATCH
            {"weight_map": {"/a": "model_00001.weights.h5"}} | ARCHIVE_INCOMPLETE
            {"weight_map": {"/a": "x", "/a": "y"}} | CONFIG_INVALID
            """)
    void refusesIndexOfShards(String index, RefusalRule rule) throws Exception {
        TestArchive archive = TestArchive.digits();
        byte[] weights = archive.get("model.weights.h5");
        Path file = digits().put(SHARD, weights)
                .put("model.weights.json", index.getBytes(StandardCharsets.UTF_8))
                .writeTo(folder);
        Refusal.of(file, rule);
    }

    @Test
    void followsNoLinkOutOfFolder() throws Exception {
        // Given
        TestArchive archive = TestArchive.digits();
        Path elsewhere = Files.write(folder.resolve("elsewhere"), archive.get("model.weights.h5"));
        Path model = Files.createDirectory(folder.resolve("model"));
        for (String name : new String[] {"metadata.json", "config.json"}) {
            Files.write(model.resolve(name), archive.get(name));
        }

        // When
        Files.createSymbolicLink(model.resolve("model.weights.h5"), elsewhere);

        // Then
        Refusal.of(model, RefusalRule.ARCHIVE_INCOMPLETE);
    }

    @Test
    void refusesWhatIsMoreThanTheCallerWants() {
        assertThat(refused(LoadLimits.with().parameters(20_000).build()).rule()).isEqualTo("ModelTooLarge");
        assertThat(refused(LoadLimits.with().weightBytes(20_000).build()).rule())
                .isEqualTo("ModelTooLarge");
        assertThat(refused(LoadLimits.with().time(Duration.ZERO).build()).rule())
                .isEqualTo("ModelTooLarge");
    }

    private static ModelRefusedException refused(LoadLimits limits) {
        return Assertions.catchThrowableOfType(
                ModelRefusedException.class,
                () -> ModelLoaders.standard(limits)
                        .load(TestArchive.DIGITS, ModelFormat.AUTO, new SessionOptions(1, 1, 0)));
    }

    private static TestArchive digits() throws IOException {
        return TestArchive.digits().remove("model.weights.h5");
    }

    static byte[] npy(String header, int bytes) {
        byte[] text = (header + "\n").getBytes(StandardCharsets.ISO_8859_1);
        byte[] file = new byte[10 + text.length + bytes];
        byte[] start = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) text.length, (byte) (text.length >> 8)};
        System.arraycopy(start, 0, file, 0, start.length);
        System.arraycopy(text, 0, file, start.length, text.length);
        return file;
    }

    static byte[] zip(String name, byte[] content, int method) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            ZipEntry entry = new ZipEntry(name);
            entry.setMethod(method);
            CRC32 crc = new CRC32();
            crc.update(content);
            entry.setCrc(crc.getValue());
            entry.setSize(content.length);
            out.putNextEntry(entry);
            out.write(content);
        }
        return bytes.toByteArray();
    }
}
