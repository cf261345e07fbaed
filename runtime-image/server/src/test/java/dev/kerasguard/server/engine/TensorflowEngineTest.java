package dev.kerasguard.server.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kerasguard.keras.ServableModel;
import dev.kerasguard.server.TestModels;
import dev.kerasguard.server.tensor.Datatype;
import dev.kerasguard.server.tensor.HostTensor;
import dev.kerasguard.server.tensor.Signature;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.exceptions.TensorFlowException;

class TensorflowEngineTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static HostTensor rows(int width, float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putFloat(value);
        }
        return new HostTensor(
                "x", Datatype.FP32, new long[] {values.length / width, width}, bytes.array(), 0, values.length * 4);
    }

    @Test
    void answersRequestsOfOneBatchInOrder() throws Exception {
        try (ServableModel model = TestModels.linear()) {
            // Given
            TensorflowEngine engine = new TensorflowEngine(model, Signature.of(model));

            // When
            HostTensor y = engine.run(List.of(List.of(rows(3, 1, 2, 3)), List.of(rows(3, 4, 5, 6, 7, 8, 9))), PATIENCE)
                    .getFirst();

            // Then
            assertThat(y.shape()).containsExactly(3, 2);
            assertThat(y.slice(1, 2).buffer().getFloat(0)).isEqualTo(15f);
            assertThat(y.slice(2, 1).buffer().getFloat(4)).isEqualTo(70f);
        }
    }

    @Test
    void answersTheSameOnTheCallersThread() throws Exception {
        try (ServableModel model = TestModels.linear()) {
            // Given
            TensorflowEngine engine = new TensorflowEngine(model, Signature.of(model));

            // When
            engine.runOnCallersThread();

            // Then
            HostTensor y =
                    engine.run(List.of(List.of(rows(3, 1, 2, 3))), PATIENCE).getFirst();
            assertThat(y.buffer().getFloat(0)).isEqualTo(6f);
        }
    }

    @Test
    void givesARunUpAtItsTimeout() throws Exception {
        try (ServableModel model = TestModels.slow(3000)) {
            // Given
            TensorflowEngine engine = new TensorflowEngine(model, Signature.of(model));
            List<List<HostTensor>> halfASecondOfWork = List.of(List.of(rows(1, new float[32])));
            engine.run(halfASecondOfWork, PATIENCE);

            // When, Then
            assertThatThrownBy(() -> engine.run(halfASecondOfWork, Duration.ofMillis(20)))
                    .isInstanceOf(TensorFlowException.class)
                    .hasMessageContaining("Timed out");
        }
    }

    @Test
    void leavesNoNativeMemoryBehind() throws Exception {
        try (ServableModel model = TestModels.linear()) {
            // Given
            TensorflowEngine engine = new TensorflowEngine(model, Signature.of(model));
            engine.runOnCallersThread();
            HostTensor megabyte = rows(3, new float[3 * (1 << 16)]);
            for (int i = 0; i < 50; i++) {
                engine.run(List.of(List.of(megabyte)), PATIENCE);
            }
            long before = residentKilobytes();

            // When: 1,000 runs, each of 768 KB in and 512 KB out
            for (int i = 0; i < 1000; i++) {
                engine.run(List.of(List.of(megabyte)), PATIENCE);
            }

            // Then
            assertThat(residentKilobytes() - before).isLessThan(400_000);
        }
    }

    private static long residentKilobytes() throws Exception {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }
}
