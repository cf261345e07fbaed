package dev.kerasguard.server.protocol;

import dev.kerasguard.server.tensor.HostTensor;
import java.util.List;

/** How one client wants its answer: fixed by its request, applied to the outputs. */
public sealed interface AnswerForm permits V1Form, V2Form {

    /** Writes all outputs of the model, in the signature's order, as this client wants them. */
    Answer encode(List<HostTensor> outputs);
}
