package dev.kerasguard.cli;

import dev.kerasguard.keras.graph.TensorType;
import dev.kerasguard.keras.vetting.LayerSummary;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.eclipse.elk.alg.layered.options.LayeredMetaDataProvider;
import org.eclipse.elk.alg.layered.options.LayeredOptions;
import org.eclipse.elk.core.RecursiveGraphLayoutEngine;
import org.eclipse.elk.core.data.LayoutMetaDataService;
import org.eclipse.elk.core.math.ElkPadding;
import org.eclipse.elk.core.options.CoreOptions;
import org.eclipse.elk.core.options.Direction;
import org.eclipse.elk.core.util.BasicProgressMonitor;
import org.eclipse.elk.graph.ElkEdge;
import org.eclipse.elk.graph.ElkEdgeSection;
import org.eclipse.elk.graph.ElkNode;
import org.eclipse.elk.graph.util.ElkGraphUtil;

/** Draws a model's layers, from its inputs downwards, as SVG. */
final class ModelDrawing {

    /** The layout of more takes minutes, and nobody reads it. */
    static final int MAX_LAYERS = 1_500;

    private static final double CHARACTER = 7.3;
    private static final double LINE = 17;
    private static final double MARGIN = 12;

    private ModelDrawing() {}

    /** The drawing of at most {@link #MAX_LAYERS} layers. */
    static String svg(String title, List<LayerSummary> layers) {
        LayoutMetaDataService.getInstance().registerLayoutMetaDataProviders(new LayeredMetaDataProvider());
        ElkNode graph = ElkGraphUtil.createGraph();
        graph.setProperty(CoreOptions.ALGORITHM, LayeredOptions.ALGORITHM_ID);
        graph.setProperty(CoreOptions.DIRECTION, Direction.DOWN);
        graph.setProperty(CoreOptions.PADDING, new ElkPadding(2 * MARGIN));
        graph.setProperty(LayeredOptions.SPACING_NODE_NODE_BETWEEN_LAYERS, 2 * LINE);
        Map<String, ElkNode> nodes = new HashMap<>();
        Map<ElkNode, List<String>> texts = new HashMap<>();
        for (LayerSummary layer : layers) {
            List<String> lines = lines(layer);
            ElkNode node = ElkGraphUtil.createNode(graph);
            int widest = lines.stream().mapToInt(String::length).max().orElse(1);
            node.setDimensions(widest * CHARACTER + 2 * MARGIN, lines.size() * LINE + MARGIN);
            nodes.put(layer.name(), node);
            texts.put(node, lines);
        }
        for (LayerSummary layer : layers) {
            for (String from : layer.inputs()) {
                ElkNode source = nodes.get(from);
                ElkNode target = nodes.get(layer.name());
                if (source != null && target != null) {
                    ElkGraphUtil.createSimpleEdge(source, target);
                }
            }
        }
        new RecursiveGraphLayoutEngine().layout(graph, new BasicProgressMonitor());
        return draw(title, graph, texts);
    }

    private static List<String> lines(LayerSummary layer) {
        List<String> lines = new ArrayList<>();
        lines.add(layer.className());
        lines.add(layer.name());
        if (!layer.outputs().isEmpty()) {
            lines.add(layer.outputs().stream().map(ModelDrawing::shape).collect(Collectors.joining(", ")));
        }
        if (layer.parameters() > 0) {
            lines.add(String.format(Locale.ROOT, "%,d parameters", layer.parameters()));
        }
        return lines;
    }

    private static String shape(TensorType type) {
        return type.dtype().keras() + type.shape();
    }

    private static String draw(String title, ElkNode graph, Map<ElkNode, List<String>> texts) {
        StringBuilder svg = new StringBuilder();
        svg.append(String.format(Locale.ROOT, """
                <svg xmlns="http://www.w3.org/2000/svg" width="%1$.0f" height="%2$.0f" viewBox="0 0 %1$.0f %2$.0f">
                <title>%3$s</title>
                <style>
                  text { font: 12px ui-monospace, monospace; text-anchor: middle; fill: #222 }
                  .class { font-weight: bold }
                  rect { fill: #f4f7fb; stroke: #5b7aa5; rx: 6px }
                  path { fill: none; stroke: #8a8a8a; marker-end: url(#arrow) }
                </style>
                <marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">\
                <path d="M0 0 8 4 0 8z" style="fill: #8a8a8a; stroke: none; marker-end: none"/></marker>
                """, graph.getWidth(), graph.getHeight(), escaped(title)));
        for (ElkEdge edge : graph.getContainedEdges()) {
            for (ElkEdgeSection section : edge.getSections()) {
                svg.append(
                        String.format(Locale.ROOT, "<path d=\"M%.1f %.1f", section.getStartX(), section.getStartY()));
                section.getBendPoints()
                        .forEach(
                                bend -> svg.append(String.format(Locale.ROOT, " %.1f %.1f", bend.getX(), bend.getY())));
                svg.append(String.format(Locale.ROOT, " %.1f %.1f\"/>%n", section.getEndX(), section.getEndY()));
            }
        }
        for (ElkNode node : graph.getChildren()) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>%n",
                    node.getX(),
                    node.getY(),
                    node.getWidth(),
                    node.getHeight()));
            List<String> lines = texts.getOrDefault(node, List.of());
            for (int i = 0; i < lines.size(); i++) {
                svg.append(String.format(
                        Locale.ROOT,
                        "<text x=\"%.1f\" y=\"%.1f\"%s>%s</text>%n",
                        node.getX() + node.getWidth() / 2,
                        node.getY() + (i + 1) * LINE,
                        i == 0 ? " class=\"class\"" : "",
                        escaped(lines.get(i))));
            }
        }
        return svg.append("</svg>\n").toString();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
