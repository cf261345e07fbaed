package dev.kerasguard.keras.fuzzing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Jazzer in a process of its own: what it finds cannot take the tests down, and TensorFlow's native code is not on its
 * class path. It counts coverage in the classes of this module only.
 *
 * @param target the class that reads an input
 * @param folder for logs, and for inputs that break a promise
 */
record Fuzzer(String target, Path folder) {

    private static final String NATIVE = "tensorflow-core-native-.*-(linux|macosx|windows)-.*";

    /** Far more than any input takes, also where the machine is busy and the classes are just being loaded. */
    private static final int LONGEST_SECONDS = 120;

    private static final int MEBIBYTES = 2_500;

    /**
     * What came of it.
     *
     * @param status 0 when nothing was found
     * @param log what the fuzzer said last; a finding's input is in it
     */
    record Result(int status, String log) {}

    /** Fuzzes for so long; what adds coverage is kept in the first folder. */
    Result fuzz(int seconds, List<Path> corpora) throws IOException, InterruptedException {
        return run("fuzz", List.of("-max_total_time=" + seconds, "-print_final_stats=1"), corpora);
    }

    /** Copies the smallest inputs that cover what the first folder does not into it. */
    Result merge(List<Path> corpora) throws IOException, InterruptedException {
        return run("merge", List.of("-merge=1"), corpora);
    }

    private Result run(String name, List<String> options, List<Path> corpora) throws IOException, InterruptedException {
        Path findings = Files.createDirectories(folder.resolve("findings")).toAbsolutePath();
        // The fuzzer starts itself again, by this name, for each part of a merge.
        Path jazzer = Files.writeString(folder.resolve("jazzer").toAbsolutePath(), launcher());
        assertThat(jazzer.toFile().setExecutable(true)).isTrue();
        List<String> command = new ArrayList<>(List.of(
                jazzer.toString(),
                "--target_class=" + target,
                "--instrumentation_includes=dev.kerasguard.keras.**",
                "--custom_hook_excludes=**",
                "--reproducer_path=" + findings,
                "-artifact_prefix=" + findings + File.separator,
                "-timeout=" + LONGEST_SECONDS,
                "-rss_limit_mb=" + MEBIBYTES));
        command.addAll(options);
        corpora.forEach(each -> command.add(each.toAbsolutePath().toString()));
        Path log = folder.resolve(name + ".log");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment()
                .merge("PATH", jazzer.getParent().toString(), (path, here) -> here + File.pathSeparator + path);
        Process process = builder.start();
        try {
            process.waitFor(2, TimeUnit.HOURS);
        } finally {
            process.destroyForcibly().waitFor();
        }
        return new Result(process.exitValue(), end(log));
    }

    private static String launcher() {
        return "#!/bin/sh\nexec '" + Path.of(System.getProperty("java.home"), "bin", "java")
                + "' -Xmx512m -XX:+UseSerialGC -XX:+EnableDynamicAgentLoading --enable-native-access=ALL-UNNAMED"
                + " --sun-misc-unsafe-memory-access=allow -cp '" + classPath()
                + "' com.code_intelligence.jazzer.Jazzer \"$@\"\n";
    }

    private static String classPath() {
        String all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> kept = new ArrayList<>();
        for (String each : all.split(File.pathSeparator, -1)) {
            if (!new File(each).getName().matches(NATIVE)) {
                kept.add(each);
            }
        }
        return String.join(File.pathSeparator, kept);
    }

    private static String end(Path log) throws IOException {
        List<String> lines = new String(Files.readAllBytes(log), java.nio.charset.StandardCharsets.ISO_8859_1)
                .lines()
                .filter(line -> !line.startsWith("INFO: "))
                .toList();
        return log + ":\n" + String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
    }
}
