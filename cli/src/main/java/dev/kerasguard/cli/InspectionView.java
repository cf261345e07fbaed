package dev.kerasguard.cli;

import dev.kerasguard.cli.Inspection.Layer;
import dev.kerasguard.cli.Inspection.Memory;
import dev.kerasguard.cli.Inspection.Tensor;
import dev.kerasguard.keras.vetting.CustomObject;
import dev.kerasguard.keras.vetting.CustomObject.StoredWeight;
import dev.kerasguard.keras.vetting.Finding;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An inspection as text for a person. */
final class InspectionView {

    private static final int MAX_COLUMN = 44;

    private InspectionView() {}

    static void print(Inspection inspection, PrintWriter out) {
        out.printf("file        %s%n", inspection.file());
        out.printf("digest      %s%n", inspection.digest());
        if (inspection.format() != null) {
            String version = inspection.kerasVersion();
            out.printf(
                    "format      %s%s%n", inspection.format(), version == null ? "" : ", written by Keras " + version);
        }
        if (inspection.parameters() != null) {
            out.printf(Locale.ROOT, "parameters  %,d%n", inspection.parameters());
        }
        Memory memory = inspection.memory();
        if (memory != null && memory.tensors() > 0) {
            out.printf(
                    "memory      weights %s; tensors %s for one example, %s for %d%n",
                    bytes(memory.weights()),
                    bytes(memory.tensors()),
                    bytes(memory.tensorsAtBatch()),
                    memory.batchSize());
        }
        if (inspection.flops() != null && inspection.flops() > 0) {
            out.printf("compute     %s floating-point operations for one example%n", count(inspection.flops()));
        }
        print("input", inspection.inputs(), out);
        print("output", inspection.outputs(), out);
        List<Layer> layers = inspection.layers();
        if (layers != null && !layers.isEmpty()) {
            out.println();
            printLayers(layers, out);
        }
        inspection.customObjects().forEach(each -> print(each, out));
        for (Finding finding : inspection.findings()) {
            out.printf(
                    "%n%s  %s%n  where     %s%n  what      %s%n  way out   %s%n",
                    finding.severity().name().toLowerCase(Locale.ROOT),
                    finding.rule(),
                    finding.place(),
                    finding.message(),
                    finding.wayOut());
        }
        if (inspection.loadable()) {
            out.printf("%nIt can be served.%n");
        }
    }

    private static void print(String role, @Nullable List<Tensor> tensors, PrintWriter out) {
        if (tensors != null) {
            tensors.forEach(t -> out.printf("%-11s %s %s %s%n", role, t.name(), t.dtype(), shape(t)));
        }
    }

    private static void print(CustomObject object, PrintWriter out) {
        String name = object.registeredName().isEmpty()
                ? object.className() + "  not registered in Python"
                : object.registeredName()
                        + (object.allowed() ? "  allowed" : "  not allowed")
                        + (object.allowed() && !object.builder() ? ", no builder" : "");
        out.printf("%ncustom      %s%n  where     %s%n", name, object.place());
        if (!object.settings().isEmpty()) {
            out.printf("  settings  %s%n", String.join(" ", object.settings()));
        }
        String label = "weights";
        for (StoredWeight weight : object.weights()) {
            out.printf("  %-9s %s %s%s%n", label, weight.name(), weight.dtype(), weight.shape());
            label = "";
        }
    }

    private static void printLayers(List<Layer> layers, PrintWriter out) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("layer", "class", "output", "parameters", "from"));
        for (Layer layer : layers) {
            String outputs =
                    layer.outputs().stream().map(t -> t.dtype() + shape(t)).collect(Collectors.joining(" "));
            rows.add(List.of(
                    layer.name(),
                    layer.className(),
                    outputs.isEmpty() ? "never called" : outputs,
                    String.format(Locale.ROOT, "%,d", layer.parameters()),
                    String.join(" ", layer.inputs())));
        }
        int[] widths = new int[4];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], Math.min(row.get(i).length(), MAX_COLUMN));
            }
        }
        String format = "%-" + widths[0] + "s  %-" + widths[1] + "s  %-" + widths[2] + "s  %" + widths[3] + "s  %s";
        for (List<String> row : rows) {
            out.println(String.format(Locale.ROOT, format, row.toArray()).stripTrailing());
        }
    }

    private static String shape(Tensor tensor) {
        return tensor.shape().stream()
                .map(size -> size < 0 ? "?" : size.toString())
                .collect(Collectors.joining(", ", "[", "]"));
    }

    /** Bytes in the largest unit that leaves a number above one. */
    static String bytes(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        double value = bytes;
        int unit = -1;
        while (value >= 1024) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, value < 10 ? "%.1f %siB" : "%.0f %siB", value, "KMGTPE".charAt(unit));
    }

    private static String count(long count) {
        double value = count;
        int unit = 0;
        while (value >= 1000) {
            value /= 1000;
            unit++;
        }
        String[] units = {"", " thousand", " million", " billion", " trillion", " quadrillion", " quintillion"};
        return String.format(Locale.ROOT, unit == 0 ? "%.0f%s" : "%.1f%s", value, units[unit]);
    }
}
