package dev.kerasguard.keras;

import java.time.Duration;

/**
 * What a file may cost before it is refused. With the defaults a hostile file costs at most about a second and 64 MiB
 * beyond its own size; every real model that was tried stays far below them.
 *
 * @param members entries of an archive, or objects and attributes of an HDF5 file in thousands
 * @param configBytes size of {@code config.json} or {@code model_config}; the largest of keras.applications has 0.9 MB
 * @param configValues objects, lists, names, strings and numbers in it
 * @param weightBytes size of all files of weights together
 * @param inflatedBytes by how much all compressed members together may grow
 * @param depth models in models
 * @param layers layers of one model
 * @param calls calls of layers, in all models together
 * @param operations operations of the graph
 * @param parameters numbers that the weights are
 * @param time from opening the file to the graph
 * @param notFinite whether weights may be infinite or no number at all
 */
public record LoadLimits(
        int members,
        long configBytes,
        int configValues,
        long weightBytes,
        long inflatedBytes,
        int depth,
        int layers,
        int calls,
        int operations,
        long parameters,
        Duration time,
        boolean notFinite) {

    private static final long MEBIBYTE = 1L << 20;

    /** A ZIP file of the form that is read ends at 4 GB. */
    private static final long WEIGHT_BYTES = 4_000_000_000L;

    /** What holds unless someone says otherwise. */
    public static final LoadLimits DEFAULT = new LoadLimits(
            1_000,
            16 * MEBIBYTE,
            400_000,
            WEIGHT_BYTES,
            64 * MEBIBYTE,
            16,
            5_000,
            20_000,
            100_000,
            2_000_000_000,
            Duration.ofSeconds(60),
            false);

    /** These limits for weights of that size in bytes. */
    public LoadLimits withWeightBytes(long bytes) {
        return new LoadLimits(
                members,
                configBytes,
                configValues,
                bytes,
                inflatedBytes,
                depth,
                layers,
                calls,
                operations,
                parameters,
                time,
                notFinite);
    }

    /** These limits for that many parameters. */
    public LoadLimits withParameters(long count) {
        return new LoadLimits(
                members,
                configBytes,
                configValues,
                weightBytes,
                inflatedBytes,
                depth,
                layers,
                calls,
                operations,
                count,
                time,
                notFinite);
    }

    /** These limits with that much time. */
    public LoadLimits withTime(Duration longest) {
        return new LoadLimits(
                members,
                configBytes,
                configValues,
                weightBytes,
                inflatedBytes,
                depth,
                layers,
                calls,
                operations,
                parameters,
                longest,
                notFinite);
    }

    /** These limits with weights that may be infinite or no number at all. */
    public LoadLimits withNotFinite(boolean allowed) {
        return new LoadLimits(
                members,
                configBytes,
                configValues,
                weightBytes,
                inflatedBytes,
                depth,
                layers,
                calls,
                operations,
                parameters,
                time,
                allowed);
    }
}
