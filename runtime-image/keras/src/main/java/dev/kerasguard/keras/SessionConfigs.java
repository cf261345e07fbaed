package dev.kerasguard.keras;

import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GPUOptions;

/** TensorFlow's form of {@link SessionOptions}. */
final class SessionConfigs {

    private static final long MEBIBYTE = 1L << 20;

    private SessionConfigs() {}

    static ConfigProto of(SessionOptions options) {
        ConfigProto.Builder config = ConfigProto.newBuilder()
                .setIntraOpParallelismThreads(options.intraOpThreads())
                .setInterOpParallelismThreads(options.interOpThreads())
                .setAllowSoftPlacement(true)
                // Otherwise the first session's thread counts hold for every later one of the process.
                .setUsePerSessionThreads(true);
        if (options.gpuMemoryLimitBytes() > 0) {
            int mebibytes = Math.clamp(options.gpuMemoryLimitBytes() / MEBIBYTE, 1, Integer.MAX_VALUE);
            config.setGpuOptions(GPUOptions.newBuilder()
                    .setExperimental(GPUOptions.Experimental.newBuilder()
                            .addVirtualDevices(GPUOptions.Experimental.VirtualDevices.newBuilder()
                                    .addMemoryLimitMb(mebibytes))));
        }
        return config.build();
    }
}
