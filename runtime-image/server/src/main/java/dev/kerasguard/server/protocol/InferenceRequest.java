package dev.kerasguard.server.protocol;

import dev.kerasguard.server.tensor.HostTensor;
import java.util.List;

/**
 * A decoded request, not yet validated.
 *
 * @param inputs as the client gave them, in its order
 * @param form how the client wants the answer
 */
public record InferenceRequest(List<HostTensor> inputs, AnswerForm form) {
    public InferenceRequest {
        inputs = List.copyOf(inputs);
    }
}
