package dev.kerasguard.server.protocol;

import dev.kerasguard.server.tensor.HostTensor;
import java.util.List;

/** Answers of {@code :predict}: by row for {@code instances}, by output for {@code inputs}. */
enum V1Form implements AnswerForm {
    /** {@code {"predictions": [...]}}: an element for each instance. */
    ROWS {
        @Override
        public Answer encode(List<HostTensor> outputs) {
            List<JsonTensorWriter> writers =
                    outputs.stream().map(JsonTensorWriter::new).toList();
            return Answer.json(200, json -> {
                json.writeStartObject();
                json.writeArrayFieldStart("predictions");
                for (long row = 0; row < outputs.getFirst().rows(); row++) {
                    if (outputs.size() == 1) {
                        writers.getFirst().writeRow(json);
                        continue;
                    }
                    json.writeStartObject();
                    for (int i = 0; i < outputs.size(); i++) {
                        json.writeFieldName(outputs.get(i).name());
                        writers.get(i).writeRow(json);
                    }
                    json.writeEndObject();
                }
                json.writeEndArray();
                json.writeEndObject();
            });
        }
    },
    /** {@code {"outputs": ...}}: a tensor, or an object of them. */
    COLUMNS {
        @Override
        public Answer encode(List<HostTensor> outputs) {
            return Answer.json(200, json -> {
                json.writeStartObject();
                json.writeFieldName("outputs");
                if (outputs.size() == 1) {
                    new JsonTensorWriter(outputs.getFirst()).writeNested(json);
                } else {
                    json.writeStartObject();
                    for (HostTensor output : outputs) {
                        json.writeFieldName(output.name());
                        new JsonTensorWriter(output).writeNested(json);
                    }
                    json.writeEndObject();
                }
                json.writeEndObject();
            });
        }
    }
}
