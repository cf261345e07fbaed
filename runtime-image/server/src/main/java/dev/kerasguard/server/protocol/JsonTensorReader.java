package dev.kerasguard.server.protocol;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.kerasguard.server.tensor.Datatype;
import dev.kerasguard.server.tensor.HostTensor;
import java.io.IOException;
import java.util.Arrays;

/** Nested JSON arrays to a tensor: its shape is found while the elements go straight into its bytes. */
final class JsonTensorReader {

    private static final int MAX_RANK = 16;

    private final String name;
    private final ElementWriter elements;
    private final long[] dimensions = new long[MAX_RANK];
    private final long[] index = new long[MAX_RANK];
    private int rank = -1;

    JsonTensorReader(String name, Datatype datatype) {
        this.name = name;
        this.elements = new ElementWriter(datatype);
        Arrays.fill(dimensions, -1);
    }

    /** Reads a whole tensor; the parser stands on its first token. */
    void readTensor(JsonParser json) throws IOException {
        read(json, 0);
    }

    /** Reads what becomes the next row; the parser stands on its first token. */
    void readRow(JsonParser json) throws IOException {
        read(json, 1);
        index[0]++;
    }

    /** How many rows {@link #readRow} has read. */
    long rowsRead() {
        return index[0];
    }

    /** The tensor of all rows read by {@link #readRow}. */
    HostTensor rows() {
        dimensions[0] = index[0];
        return tensor();
    }

    /** The tensor read by {@link #readTensor}. */
    HostTensor tensor() {
        return elements.tensor(name, Arrays.copyOf(dimensions, Math.max(rank, 0)));
    }

    /** The tensor read by {@link #readTensor}, whose elements may also be a flat list. */
    HostTensor tensor(long[] shape) {
        long[] found = Arrays.copyOf(dimensions, Math.max(rank, 0));
        boolean flat = rank == 1 && found[0] == HostTensor.elements(shape);
        if (!flat && !Arrays.equals(found, shape)) {
            throw Refusal.invalid("input \"" + name + "\": shape says " + Arrays.toString(shape) + " but data is "
                    + Arrays.toString(found));
        }
        return elements.tensor(name, shape);
    }

    private void read(JsonParser json, int outer) throws IOException {
        int depth = outer;
        JsonToken token = json.currentToken();
        while (true) {
            switch (token) {
                case START_ARRAY -> {
                    if (depth == MAX_RANK) {
                        throw wrong(depth, "more than " + MAX_RANK + " dimensions");
                    }
                    if (depth == rank) {
                        throw wrong(depth, "a list where its siblings are numbers");
                    }
                    index[depth++] = 0;
                }
                case END_ARRAY -> depth = end(depth, outer);
                case null -> throw wrong(depth, "the body ends within the data");
                default -> {
                    scalar(json, token, depth);
                    if (depth > outer) {
                        index[depth - 1]++;
                    }
                }
            }
            if (depth == outer) {
                return;
            }
            token = json.nextToken();
        }
    }

    private int end(int depth, int outer) {
        int level = depth - 1;
        long count = index[level];
        if (count == 0) {
            throw wrong(level, "an empty list");
        }
        if (dimensions[level] == -1) {
            dimensions[level] = count;
        } else if (dimensions[level] != count) {
            throw wrong(level, "a list of " + count + " where its siblings have " + dimensions[level]);
        }
        if (level > outer) {
            index[level - 1]++;
        }
        return level;
    }

    private void scalar(JsonParser json, JsonToken token, int depth) throws IOException {
        if (rank == -1) {
            rank = depth;
        } else if (rank != depth) {
            throw wrong(depth, "a number where its siblings are lists");
        }
        String problem = elements.append(json, token);
        if (problem != null) {
            throw wrong(depth, problem);
        }
    }

    private RefusedException wrong(int depth, String problem) {
        StringBuilder place = new StringBuilder();
        for (int i = 0; i < depth; i++) {
            place.append('[').append(index[i]).append(']');
        }
        return Refusal.invalid("input \"" + name + "\"" + place + ": " + problem);
    }
}
