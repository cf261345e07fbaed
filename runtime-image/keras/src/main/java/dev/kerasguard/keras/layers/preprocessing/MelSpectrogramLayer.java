package dev.kerasguard.keras.layers.preprocessing;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.ArrayOp;
import dev.kerasguard.keras.graph.ArrayOp.PadMode;
import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.ElementwiseOp.BinaryKind;
import dev.kerasguard.keras.graph.ElementwiseOp.UnaryKind;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.Literal;
import dev.kerasguard.keras.graph.MatrixOp;
import dev.kerasguard.keras.graph.ReduceOp;
import dev.kerasguard.keras.graph.Shape;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.LayerScope;
import dev.kerasguard.keras.layers.TensorLayer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * {@code MelSpectrogram}: spectra of windows of signals, their frequencies brought together as the ear hears them.
 *
 * <p>Mel of f is 1127 ln(1 + f / 700): O'Shaughnessy, "Speech Communication" (1987), as HTK has it.
 *
 * @param length of a spectrum's window
 * @param stride between windows
 * @param window weights within a window, filled up with zeros to its length
 * @param bins how many bands there are
 * @param lowest the lowest frequency, in hertz
 * @param highest the highest frequency, in hertz
 * @param rate samples for each second
 * @param exponent of magnitudes
 * @param decibels whether powers are given as their logarithms
 */
record MelSpectrogramLayer(
        int length,
        int stride,
        List<Double> window,
        int bins,
        double lowest,
        double highest,
        double rate,
        double exponent,
        boolean decibels,
        double top,
        double least,
        double reference)
        implements TensorLayer {

    private static final int MAX_LENGTH = 1 << 16;
    private static final int MAX_BINS = 4_096;

    static MelSpectrogramLayer read(Settings settings) throws ModelRefusedException {
        int length = settings.integer("fft_length", 2, 2_048);
        int sequence = settings.integer("sequence_length", 1, length);
        int bins = settings.integer("num_mel_bins", 1, 128);
        if (length > MAX_LENGTH || sequence > length || bins > MAX_BINS) {
            throw settings.invalid("fft_length", "must be up to " + MAX_LENGTH + ", with up to " + MAX_BINS + " bands");
        }
        double rate = settings.number("sampling_rate", 16_000);
        return new MelSpectrogramLayer(
                length,
                settings.integer("sequence_stride", 1, 512),
                window(settings, sequence, length),
                bins,
                settings.number("min_freq", 20),
                settings.number("max_freq", (int) (rate / 2)),
                rate,
                settings.number("mag_exp", 2),
                settings.bool("power_to_db", true),
                settings.number("top_db", 80),
                settings.number("min_power", 1e-10f),
                settings.number("ref_power", 1));
    }

    private static List<Double> window(Settings settings, int sequence, int length) throws ModelRefusedException {
        boolean none = settings.node().has("window") && !settings.has("window");
        String name = none ? "" : settings.string("window", "hann");
        if (!none && !name.equals("hann") && !name.equals("hamming")) {
            throw settings.unsupported("window", "None, hann, hamming");
        }
        double offset = name.equals("hann") ? 0.5 : 0.54;
        // Keras' spectra without a window are of all samples, also of those beyond the sequence.
        List<Double> values = new ArrayList<>(Collections.nCopies(length, none ? 1.0 : 0.0));
        int before = (length - sequence) / 2;
        for (int i = 0; i < sequence && !none; i++) {
            // Periodic, which TensorFlow makes of windows of even length only.
            int period = sequence % 2 == 0 ? sequence : sequence - 1;
            values.set(before + i, offset - (1 - offset) * Math.cos(2 * Math.PI * i / Math.max(period, 1)));
        }
        return values;
    }

    @Override
    public Tensor apply(LayerScope scope, Tensor input) throws ModelRefusedException {
        if (input.rank() < 1 || input.rank() > 2) {
            throw scope.invalid("takes signals and is called with " + input.shape());
        }
        GraphBuilder graph = scope.graph();
        DType compute = scope.policy().compute();
        Tensor x = graph.cast(input, compute == DType.FLOAT64 ? compute : DType.FLOAT32);
        List<Long> around = new ArrayList<>(Collections.nCopies(x.rank(), 0L));
        around.set(x.rank() - 1, (long) length / 2);
        long samples = scope.size(x, -1);
        if (samples <= length / 2) {
            throw scope.invalid("needs more than " + length / 2 + " samples and is called with " + samples);
        }
        Tensor padded = graph.op(new ArrayOp.Pad(PadMode.REFLECT, 0, around, around), x);
        Tensor frames = frames(scope, padded);
        double[] weights = window.stream().mapToDouble(Double::doubleValue).toArray();
        Tensor windowed = graph.multiply(frames, graph.constant(Literal.of(x.dtype(), weights)));
        List<Tensor> spectrum = parts(graph, windowed);
        Tensor power = graph.add(
                graph.unary(UnaryKind.SQUARE, spectrum.getFirst()), graph.unary(UnaryKind.SQUARE, spectrum.getLast()));
        Tensor magnitude = graph.unary(UnaryKind.SQRT, power);
        Tensor raised = graph.binary(BinaryKind.POWER, magnitude, graph.constant(x.dtype(), exponent));
        Tensor bands = graph.matmul(raised, graph.constant(matrix(x.dtype())));
        Tensor result = decibels ? inDecibels(graph, bands) : bands;
        int last = result.rank() - 1;
        int[] swap = IntStream.range(0, result.rank())
                .map(i -> i < last - 1 ? i : 2 * last - 1 - i)
                .toArray();
        return graph.cast(graph.transpose(result, swap), compute);
    }

    /** (..., windows, samples of a window). */
    private Tensor frames(LayerScope scope, Tensor x) throws ModelRefusedException {
        GraphBuilder graph = scope.graph();
        long count = (x.size(-1) - length) / stride + 1;
        if (count < 1 || count * length > Settings.MAX_INTEGER) {
            throw scope.invalid("makes " + count + " windows of " + length + " samples, which is not supported");
        }
        long[] indices = new long[(int) (count * length)];
        for (int i = 0; i < indices.length; i++) {
            indices[i] = (long) (i / length) * stride + i % length;
        }
        Literal table = Literal.ofLongs(DType.INT32, indices).as(Shape.of(count, length));
        return graph.take(x, graph.constant(table), -1);
    }

    private List<Tensor> parts(GraphBuilder graph, Tensor x) {
        var node = graph.add(new MatrixOp.RealFourier(length), List.of(x));
        return List.of(node.output(), new Tensor(node, 1));
    }

    private static double mel(double hertz) {
        return 1127 * Math.log(1 + hertz / 700);
    }

    /** How much of each frequency belongs to each band: triangles between the bands' edges on the mel scale. */
    private Literal matrix(DType dtype) {
        int frequencies = length / 2 + 1;
        double low = mel(lowest);
        double step = (mel(highest) - low) / (bins + 1);
        double[] weights = new double[frequencies * bins];
        for (int i = 1; i < frequencies; i++) {
            double place = mel(rate / 2 * i / (frequencies - 1));
            for (int band = 0; band < bins; band++) {
                double left = low + step * band;
                double rising = (place - left) / step;
                double falling = (left + 2 * step - place) / step;
                weights[i * bins + band] = Math.max(0, Math.min(rising, falling));
            }
        }
        return Literal.of(dtype, weights).as(Shape.of(frequencies, bins));
    }

    private Tensor inDecibels(GraphBuilder graph, Tensor bands) {
        Tensor powers = graph.maximum(bands, graph.constant(bands.dtype(), least));
        Tensor decibel = graph.multiply(graph.unary(UnaryKind.LOG, powers), 10 / Math.log(10));
        double base = 10 * Math.log10(Math.max(Math.abs(reference), least));
        Tensor relative = graph.add(decibel, -base);
        Tensor loudest = graph.reduce(
                ReduceOp.Kind.MAX,
                relative,
                false,
                IntStream.range(0, relative.rank()).toArray());
        return graph.maximum(relative, graph.add(loudest, -top));
    }
}
