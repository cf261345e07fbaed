package dev.kerasguard.keras;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** A .keras archive that a test changes: the real one of the digits example, unless said otherwise. */
final class TestArchive {

    static final Path DIGITS = Path.of("../../examples/01-digits/digits.keras");

    private final Map<String, byte[]> members = new LinkedHashMap<>();

    static TestArchive of(Path file) throws IOException {
        TestArchive archive = new TestArchive();
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(file))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                archive.members.put(entry.getName(), in.readAllBytes());
            }
        }
        return archive;
    }

    static TestArchive digits() throws IOException {
        return of(DIGITS);
    }

    TestArchive put(String name, byte[] content) {
        members.put(name, content);
        return this;
    }

    TestArchive remove(String name) {
        members.remove(name);
        return this;
    }

    byte[] get(String name) {
        byte[] content = members.get(name);
        if (content == null) {
            throw new IllegalArgumentException(name);
        }
        return content;
    }

    /** Changes config.json as text; a change that changes nothing is an error of the test. */
    TestArchive config(UnaryOperator<String> change) {
        String before = new String(get("config.json"), StandardCharsets.UTF_8);
        String after = change.apply(before);
        if (after.equals(before)) {
            throw new IllegalArgumentException("the change found nothing to change");
        }
        return put("config.json", after.getBytes(StandardCharsets.UTF_8));
    }

    TestArchive replaceInConfig(String what, String by) {
        return config(text -> text.replace(what, by));
    }

    Path writeTo(Path folder) throws IOException {
        return writeTo(folder, ZipEntry.DEFLATED);
    }

    Path writeTo(Path folder, int method) throws IOException {
        Path file = folder.resolve("model.keras");
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(bytes(method));
        }
        return file;
    }

    byte[] bytes(int method) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> member : members.entrySet()) {
                ZipEntry entry = new ZipEntry(member.getKey());
                entry.setMethod(method);
                if (method == ZipEntry.STORED) {
                    CRC32 crc = new CRC32();
                    crc.update(member.getValue());
                    entry.setCrc(crc.getValue());
                    entry.setSize(member.getValue().length);
                }
                out.putNextEntry(entry);
                out.write(member.getValue());
            }
        }
        return bytes.toByteArray();
    }
}
