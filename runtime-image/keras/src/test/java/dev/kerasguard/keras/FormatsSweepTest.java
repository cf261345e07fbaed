package dev.kerasguard.keras;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** All files of parity/make_formats.py, and the page of what was found; {@code make parity} writes it. */
@Tag("parity")
class FormatsSweepTest {

    private static final Path PAGE = Path.of("../../docs/formats.md");
    private static final SessionOptions ONE_THREAD = new SessionOptions(1, 1, 0);
    private static final String ALIKE = "alike";
    private static final Pattern NAME = Pattern.compile("(keras2|keras3|saved|v[0-9.]+)-((?:keras|h5|saved)-)?(.+)");
    private static final List<String> FORMS = List.of("keras", "h5", "saved");

    /**
     * A file and what became of it.
     *
     * @param writer the Keras that wrote it
     * @param form its kind of file
     * @param model which of the models it is
     * @param outcome that it answers alike, or why not
     */
    private record Found(String writer, String form, String model, String outcome) {
        boolean alike() {
            return outcome.startsWith(ALIKE);
        }

        /** Whether it is one of the models that each version saves. */
        boolean ofVersion() {
            return !writer.equals("saved") && !writer.equals("keras3");
        }

        boolean refusedAsLost() {
            return writer.startsWith("v3.2.") && outcome.contains("Keras 3.2");
        }
    }

    /** Files that parity/make_formats.py made beforehand: {@code -Dformats.directory=DIRECTORY}. */
    @Test
    void answersAsTheKerasThatWroteEachFile() throws IOException {
        Path directory = Path.of(System.getProperty("formats.directory", "target/formats"));
        Assumptions.assumeTrue(Files.isDirectory(directory), "no files in " + directory);
        List<Found> all = ParityCase.in(directory).stream()
                .map(FormatsSweepTest::found)
                .sorted(Comparator.comparing(Found::model))
                .toList();
        if (Boolean.getBoolean("kerasguard.regenerate")) {
            Files.writeString(PAGE, page(all));
        }

        assertThat(all)
                .filteredOn(each -> !each.alike() && !each.refusedAsLost())
                .isEmpty();
    }

    private static Found found(ParityCase each) {
        Matcher name = NAME.matcher(each.name());
        assertThat(name.matches()).as(each.name()).isTrue();
        boolean saved = Files.exists(each.folder().resolve("model/saved_model.pb"));
        String form = saved ? "saved" : Files.exists(each.folder().resolve("model.h5")) ? "h5" : "keras";
        return new Found(name.group(1), form, name.group(3), outcome(each));
    }

    private static String outcome(ParityCase each) {
        try (ServableModel model = ModelLoaders.standard().load(each.kerasFile(), ModelFormat.AUTO, ONE_THREAD)) {
            return String.format(Locale.ROOT, ALIKE + " (%.1e)", each.check(model));
        } catch (ModelRefusedException refused) {
            return "refused: " + refused.getMessage();
        } catch (Exception | AssertionError e) {
            return "failed: " + String.valueOf(e).lines().collect(Collectors.joining(" "));
        }
    }

    private static String page(List<Found> all) {
        List<String> lines =
                new ArrayList<>(List.of("""
                # Files of each Keras

                The same models, saved by each version of Keras in each form that it has, then loaded and compared with what that
                version answers (within 1e-4 of an output's largest number; for half precision 2e-3), at batch 1 and 3. SavedModels
                are compared with what TensorFlow's own loader answers from them.

                `make parity PARITY=--formats` makes the files, compares and writes this page. A cell says how many of the models
                answer alike, of those that this Keras can save in this form.
                """, "| written by | `.keras` | `.h5` | SavedModel |", "|---|---|---|---|"));
        all.stream()
                .filter(Found::ofVersion)
                .map(Found::writer)
                .distinct()
                .sorted(Comparator.comparing(FormatsSweepTest::order))
                .forEach(writer -> lines.add("| " + title(writer) + " | "
                        + FORMS.stream().map(form -> cell(all, writer, form)).collect(Collectors.joining(" | "))
                        + " |"));
        lines.addAll(
                List.of("", "## Models", "", models(all), "", "## Other containers", "", "| file | |", "|---|---|"));
        all.stream()
                .filter(each -> !each.ofVersion())
                .forEach(each -> lines.add("| " + each.writer() + "-" + each.model() + " | " + each.outcome() + " |"));
        lines.addAll(List.of("", "## Not alike", "", "| written by | form | model | |", "|---|---|---|---|"));
        all.stream()
                .filter(each -> !each.alike())
                .forEach(each -> lines.add("| " + title(each.writer()) + " | " + each.form() + " | " + each.model()
                        + " | " + each.outcome() + " |"));
        return String.join("\n", lines) + "\n";
    }

    private static String models(List<Found> all) {
        return all.stream()
                .filter(Found::ofVersion)
                .map(Found::model)
                .collect(Collectors.toCollection(TreeSet::new))
                .stream()
                .collect(Collectors.joining(", ", "", "."));
    }

    private static String cell(List<Found> all, String writer, String form) {
        List<Found> those = all.stream()
                .filter(each -> each.writer().equals(writer) && each.form().equals(form))
                .toList();
        return those.stream().filter(Found::alike).count() + " of " + those.size();
    }

    private static String title(String writer) {
        return writer.equals("keras2") ? "Keras 2 (tf_keras 2.18.0)" : "Keras " + writer.substring(1);
    }

    /** Versions by their numbers, Keras 2 before them. */
    private static String order(String writer) {
        return writer.equals("keras2")
                ? ""
                : Pattern.compile("\\d+")
                        .matcher(writer)
                        .replaceAll(number -> String.format(Locale.ROOT, "%05d", Integer.valueOf(number.group())));
    }
}
