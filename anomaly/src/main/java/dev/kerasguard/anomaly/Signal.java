package dev.kerasguard.anomaly;

/**
 * What is measured about a service. The constants were chosen so that a change which an owner would not look at stays
 * inside the floor: with the normal threshold of four deviations, a floor of 0.2 on a logarithmic scale means that
 * nothing below 2.2 times the mean is news.
 */
public enum Signal {
    /** Requests that arrived, per second, over all replicas. */
    REQUEST_RATE("RequestRate", "request rate", Unit.PER_SECOND, 1, 0.2, 0, true, false),
    /** 99th percentile of the answered requests' duration, in seconds. */
    LATENCY_P99("LatencyP99", "p99 latency", Unit.SECONDS, 0.010, 0.25, 0, true, true),
    /** Share of requests answered 5xx, 0 to 1. */
    ERROR_SHARE("ErrorShare", "share of failed requests", Unit.SHARE, Signal.LINEAR, 0.01, 0.1, false, false),
    /** Requests refused by admission, per second, over all replicas. */
    REFUSED_RATE("RefusedRate", "refused requests", Unit.PER_SECOND, 1, 0.25, 0, false, false),
    /** GPU memory used, in bytes, over all replicas. */
    GPU_MEMORY("GpuMemory", "GPU memory", Unit.BYTES, 256L << 20, 0.15, 0, false, true),
    /** Mean share of time that the GPUs computed, 0 to 1. */
    GPU_UTILISATION("GpuUtilisation", "GPU utilisation", Unit.SHARE, Signal.LINEAR, 0.1, 0, false, true),
    /** NVIDIA's error code of a GPU; an event, not a level. */
    GPU_XID("GpuXid", "GPU error XID", Unit.CODE, Signal.LINEAR, 1, 0, false, true);

    /** In the place of an offset: no logarithm. */
    private static final double LINEAR = -1;

    private final String id;
    private final String words;
    private final Unit unit;
    private final double offset;
    private final double absoluteFloor;
    private final double relativeFloor;
    private final boolean creeps;
    private final boolean perReplica;

    /**
     * Describes a signal.
     *
     * @param offset added before the logarithm, in the signal's unit: changes among values far below it are not news
     */
    Signal(
            String id,
            String words,
            Unit unit,
            double offset,
            double absoluteFloor,
            double relativeFloor,
            boolean creeps,
            boolean perReplica) {
        this.id = id;
        this.words = words;
        this.unit = unit;
        this.offset = offset;
        this.absoluteFloor = absoluteFloor;
        this.relativeFloor = relativeFloor;
        this.creeps = creeps;
        this.perReplica = perReplica;
    }

    /** The name in a status, such as {@code RequestRate}. */
    public String id() {
        return id;
    }

    /** A value with its unit, such as {@code 412/s} or {@code 20ms}. */
    public String format(double value) {
        return unit.format(value);
    }

    String words() {
        return words;
    }

    /**
     * The value on the signal's scale, where equal steps are equal surprise: ratios count for rates, durations and
     * bytes, differences for shares.
     */
    double scale(double value) {
        return offset < 0 ? value : Math.log(Math.max(0, value) + offset);
    }

    /** The value that has this place on the scale; never negative, since no signal is. */
    double unscale(double scaled) {
        return Math.max(0, offset < 0 ? scaled : Math.exp(scaled) - offset);
    }

    /** The least deviation that a baseline may claim, in scaled units: a flat series has none of its own. */
    double absoluteFloor() {
        return absoluteFloor;
    }

    /** The least deviation as a share of the scaled mean. */
    double relativeFloor() {
        return relativeFloor;
    }

    /** Whether it is also watched for a slow drift. */
    boolean creeps() {
        return creeps;
    }

    /** Whether its normal depends on how many replicas there are. */
    boolean perReplica() {
        return perReplica;
    }

    /** Whether zero means that there is nothing to judge: a service at rest says nothing about its traffic. */
    boolean restsAtZero() {
        return this == REQUEST_RATE;
    }
}
