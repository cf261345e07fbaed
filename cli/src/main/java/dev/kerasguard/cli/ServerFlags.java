package dev.kerasguard.cli;

import java.nio.file.Path;
import java.util.List;

/** The JVM options of a server on a laptop: those that TensorFlow needs, and a heap that leaves it room. */
final class ServerFlags {

    private ServerFlags() {}

    static List<String> all() {
        String cache = System.getProperty("org.bytedeco.javacpp.cachedir");
        Path javacpp = cache == null
                ? Path.of(System.getProperty("user.home"), ".cache", "kerasguard", "javacpp")
                : Path.of(cache);
        return List.of(
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dorg.bytedeco.javacpp.noPointerGC=true",
                "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
                "-Dorg.bytedeco.javacpp.maxBytes=0",
                "-Dorg.bytedeco.javacpp.cachedir=" + javacpp);
    }
}
