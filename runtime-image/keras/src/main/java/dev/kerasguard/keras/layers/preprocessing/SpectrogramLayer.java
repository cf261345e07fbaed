package dev.kerasguard.keras.layers.preprocessing;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.Dim;
import dev.kerasguard.keras.graph.ElementwiseOp.BinaryKind;
import dev.kerasguard.keras.graph.ElementwiseOp.UnaryKind;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.LinearOp.Padding;
import dev.kerasguard.keras.graph.Shape;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.LayerScope;
import dev.kerasguard.keras.layers.TensorLayer;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * {@code STFTSpectrogram}: spectra of windows of signals, by convolutions with stored waves. Weights: the real waves
 * (unless only imaginary parts are wanted), then the imaginary ones (unless only real parts are), each (frame length,
 * 1, frequencies).
 *
 * @param mode what is given of a spectrum
 * @param frame length of a window
 * @param step between windows
 * @param frequencies how many there are
 */
record SpectrogramLayer(
        Mode mode, int frame, int step, int frequencies, Padding padding, boolean expand, boolean channelsFirst)
        implements TensorLayer {

    private static final double EPSILON = 1e-7;

    /** What is given of a spectrum. */
    enum Mode {
        LOG,
        MAGNITUDE,
        PSD,
        REAL,
        IMAG,
        ANGLE,
        STFT
    }

    static SpectrogramLayer read(Settings settings) throws ModelRefusedException {
        String name = settings.string("mode", "log");
        Mode mode = null;
        for (Mode each : Mode.values()) {
            mode = each.name().toLowerCase(Locale.ROOT).equals(name) ? each : mode;
        }
        if (mode == null) {
            throw settings.unsupported("mode", "log, magnitude, psd, real, imag, angle, stft");
        }
        Padding padding = switch (settings.string("padding", "valid")) {
            case "valid" -> Padding.VALID;
            case "same" -> Padding.SAME;
            default -> throw settings.unsupported("padding", "valid, same");
        };
        int frame = settings.integer("frame_length", 2, 256);
        int power = frame == 1 ? 1 : Integer.highestOneBit(frame - 1) << 1;
        return new SpectrogramLayer(
                mode,
                frame,
                settings.integer("frame_step", 1, frame / 2),
                settings.integer("fft_length", frame, power) / 2 + 1,
                padding,
                settings.bool("expand_dims", false),
                settings.string("data_format", "channels_last").equals("channels_first"));
    }

    @Override
    public Tensor apply(LayerScope scope, Tensor input) throws ModelRefusedException {
        scope.requireRank(input, 3, "batch, steps, channels");
        GraphBuilder graph = scope.graph();
        // (batch, channels, steps), each channel a signal of its own.
        Tensor signals = channelsFirst ? input : graph.transpose(input, 0, 2, 1);
        long channels = scope.size(signals, 1);
        long steps = scope.size(signals, 2);
        Tensor rows = graph.reshape(signals, Shape.ANY, steps, 1);
        Tensor real = null;
        Tensor imaginary = null;
        int next = 0;
        if (mode != Mode.IMAG) {
            real = part(graph, rows, scope.weight(next++, frame, 1, frequencies), channels);
        }
        if (mode != Mode.REAL) {
            imaginary = part(graph, rows, scope.weight(next, frame, 1, frequencies), channels);
        }
        if (imaginary == null) {
            return shaped(graph, Objects.requireNonNull(real));
        }
        if (real == null) {
            return shaped(graph, imaginary);
        }
        if (mode == Mode.ANGLE) {
            return shaped(graph, graph.binary(BinaryKind.ARCTAN2, imaginary, real));
        }
        if (mode == Mode.STFT) {
            return shaped(graph, graph.concatenate(List.of(real, imaginary), 3));
        }
        Tensor power = graph.add(graph.unary(UnaryKind.SQUARE, real), graph.unary(UnaryKind.SQUARE, imaginary));
        if (mode == Mode.PSD) {
            // All frequencies but the first and the last stand for two.
            Tensor inner = graph.slice(power, 3, 1, -1);
            return shaped(
                    graph, graph.add(power, graph.pad(inner, 0, List.of(0L, 0L, 0L, 1L), List.of(0L, 0L, 0L, 1L))));
        }
        Tensor epsilon = graph.constant(power.dtype(), EPSILON);
        Tensor magnitude = shaped(graph, graph.unary(UnaryKind.SQRT, graph.maximum(power, epsilon)));
        return mode == Mode.MAGNITUDE ? magnitude : graph.unary(UnaryKind.LOG, graph.maximum(magnitude, epsilon));
    }

    /** (batch, channels, windows, frequencies). */
    private Tensor part(GraphBuilder graph, Tensor rows, Tensor waves, long channels) {
        Tensor spectra = graph.conv(rows, waves, List.of(step), List.of(1), padding, 1);
        return graph.reshape(spectra, Dim.REST, Dim.of(channels), Dim.of(spectra.size(1)), Dim.of(spectra.size(2)));
    }

    private Tensor shaped(GraphBuilder graph, Tensor spectra) {
        if (expand) {
            return channelsFirst ? spectra : graph.transpose(spectra, 0, 2, 3, 1);
        }
        Tensor deep = graph.transpose(spectra, 0, 1, 3, 2);
        Tensor flat = graph.reshape(deep, Shape.ANY, deep.size(1) * deep.size(2), deep.size(3));
        return channelsFirst ? flat : graph.transpose(flat, 0, 2, 1);
    }
}
