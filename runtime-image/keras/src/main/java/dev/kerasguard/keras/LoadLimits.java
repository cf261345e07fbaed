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
 * @param time of a processor, for the graph: what the file asks for, and not what else the machine does
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

    /** What holds unless someone says otherwise. */
    public static final LoadLimits DEFAULT = with().build();

    /** The default limits, to be changed. */
    public static Builder with() {
        return new Builder();
    }

    /** Limits of which some are not the default; each setter is called as its limit. */
    public static final class Builder {

        private static final long MEBIBYTE = 1L << 20;

        private int members = 1_000;
        private long configBytes = 16 * MEBIBYTE;
        private int configValues = 400_000;
        /** As many as the parameters are in single precision. */
        private long weightBytes = 8_000_000_000L;

        private long inflatedBytes = 64 * MEBIBYTE;
        private int depth = 16;
        private int layers = 5_000;
        private int calls = 20_000;
        private int operations = 100_000;
        private long parameters = 2_000_000_000;
        private Duration time = Duration.ofSeconds(60);
        private boolean notFinite;

        private Builder() {}

        public Builder members(int most) {
            members = most;
            return this;
        }

        public Builder configBytes(long most) {
            configBytes = most;
            return this;
        }

        public Builder configValues(int most) {
            configValues = most;
            return this;
        }

        public Builder weightBytes(long most) {
            weightBytes = most;
            return this;
        }

        public Builder inflatedBytes(long most) {
            inflatedBytes = most;
            return this;
        }

        public Builder depth(int most) {
            depth = most;
            return this;
        }

        public Builder layers(int most) {
            layers = most;
            return this;
        }

        public Builder calls(int most) {
            calls = most;
            return this;
        }

        public Builder operations(int most) {
            operations = most;
            return this;
        }

        public Builder parameters(long most) {
            parameters = most;
            return this;
        }

        public Builder time(Duration longest) {
            time = longest;
            return this;
        }

        public Builder notFinite(boolean allowed) {
            notFinite = allowed;
            return this;
        }

        public LoadLimits build() {
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
                    notFinite);
        }
    }
}
