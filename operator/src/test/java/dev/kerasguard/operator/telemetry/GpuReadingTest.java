package dev.kerasguard.operator.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What dcgm-exporter 4 writes, and what it writes when something is missing. */
class GpuReadingTest {

    private static final PodName POD = new PodName("vision", "flowers-1");
    private static final String GPU = "gpu=\"0\",UUID=\"GPU-a\",pci_bus_id=\"00000000:3B:00.0\",device=\"nvidia0\","
            + "modelName=\"NVIDIA H200\",Hostname=\"node-1\"";
    private static final String HELD = ",container=\"server\",namespace=\"vision\",pod=\"flowers-1\"";

    @Test
    void readsAWholeGpu() {
        // When
        var gpus = read("""
                # HELP DCGM_FI_DEV_FB_USED Framebuffer memory used (in MiB).
                # TYPE DCGM_FI_DEV_FB_USED gauge
                DCGM_FI_DEV_FB_USED{%1$s} 4096
                DCGM_FI_DEV_GPU_UTIL{%1$s} 37
                DCGM_FI_DEV_XID_ERRORS{%1$s,err_code="0",err_msg="No Error"} 0
                """.formatted(GPU + HELD));

        // Then
        assertThat(gpus).isEqualTo(Map.of(POD, Map.of("GPU-a", new GpuReading(4294967296.0, 0.37, 0))));
    }

    @Test
    void takesTheEnginesActivityForASliceThatHasNoUtilisation() {
        // When
        var gpus = read("""
                DCGM_FI_DEV_FB_USED{%1$s,GPU_I_PROFILE="1g.18gb",GPU_I_ID="7"%2$s} 100
                DCGM_FI_PROF_GR_ENGINE_ACTIVE{%1$s,GPU_I_PROFILE="1g.18gb",GPU_I_ID="7"%2$s} 0.5
                DCGM_FI_DEV_FB_USED{%1$s,GPU_I_PROFILE="1g.18gb",GPU_I_ID="8"%2$s} 200
                """.formatted(GPU, HELD));

        // Then
        assertThat(gpus.get(POD))
                .containsEntry("GPU-a/7", new GpuReading(100.0 * (1 << 20), 0.5, null))
                .containsEntry("GPU-a/8", new GpuReading(200.0 * (1 << 20), null, null));
    }

    @Test
    void takesBlankValuesAsMissing() {
        // When
        var gpus = read("""
                DCGM_FI_DEV_FB_USED{%1$s} 9223372036854775794
                DCGM_FI_DEV_GPU_UTIL{%1$s} 2147483632
                DCGM_FI_PROF_GR_ENGINE_ACTIVE{%1$s} 140737488355328
                DCGM_FI_DEV_XID_ERRORS{%1$s} NaN
                """.formatted(GPU + HELD));

        // Then
        assertThat(gpus).isEmpty();
    }

    @Test
    void givesAGpuThatNoPodHoldsToNobody() {
        // When
        var gpus = read("DCGM_FI_DEV_FB_USED{" + GPU + "} 5\nDCGM_FI_DEV_FB_USED{" + GPU + ",pod=\"\"} 5\n");

        // Then
        assertThat(gpus).isEmpty();
    }

    @Test
    void prefersTheWorkloadsLabelsOverTheExporters() {
        // When
        var gpus = read("DCGM_FI_DEV_GPU_UTIL{" + GPU + ",namespace=\"monitoring\",pod=\"dcgm-x\","
                + "exported_namespace=\"vision\",exported_pod=\"flowers-1\"} 10\n");

        // Then
        assertThat(gpus).containsOnlyKeys(POD);
    }

    @Test
    void countsADuplicateOnce() {
        // When
        var gpus = read("DCGM_FI_DEV_FB_USED{%1$s} 1\nDCGM_FI_DEV_FB_USED{%1$s} 2\n".formatted(GPU + HELD));

        // Then
        assertThat(gpus).isEqualTo(Map.of(POD, Map.of("GPU-a", new GpuReading(2.0 * (1 << 20), null, null))));
    }

    private static Map<PodName, Map<String, GpuReading>> read(String text) {
        return GpuReading.of(MetricsText.read(text.getBytes(StandardCharsets.UTF_8), GpuReading.METRICS));
    }
}
