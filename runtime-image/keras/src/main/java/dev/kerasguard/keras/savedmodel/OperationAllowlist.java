package dev.kerasguard.keras.savedmodel;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which operations a SavedModel may hold, and where. */
final class OperationAllowlist {

    private static final String RESOURCE = "allowed-operations.txt";

    /** Change the model: needed to restore and initialise it, never to answer. */
    private static final Set<String> STATE =
            Set.of("AssignVariableOp", "LookupTableImportV2", "LookupTableInsertV2", "VarIsInitializedOp");

    /** Read a checkpoint: in what restores the model only. */
    private static final Set<String> RESTORE = Set.of("RestoreV2");

    /** Write a checkpoint: exported with every model, and never run. */
    private static final Set<String> SAVE = Set.of("SaveV2", "MergeV2Checkpoints", "ShardedFilename");

    private final Set<String> computing;

    private OperationAllowlist(Set<String> computing) {
        this.computing = computing;
    }

    /** Who runs a part of the graph. */
    enum Use {
        /** A request. */
        ANSWER,
        /** The loader, once, after restoring. */
        INITIALISE,
        /** The loader, once, with the path of the model's own checkpoint. */
        RESTORE,
        /** Nobody. */
        UNUSED
    }

    static OperationAllowlist load() {
        try (InputStream in = OperationAllowlist.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is missing from the class path");
            }
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
                return new OperationAllowlist(lines.lines()
                        .filter(line -> !line.startsWith("#") && !line.isBlank())
                        .flatMap(line -> Stream.of(line.split(" ", -1)))
                        .collect(Collectors.toUnmodifiableSet()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean allows(String operation, Use use) {
        return computing.contains(operation)
                || switch (use) {
                    case ANSWER -> false;
                    case INITIALISE -> STATE.contains(operation);
                    case RESTORE -> STATE.contains(operation) || RESTORE.contains(operation);
                    case UNUSED -> STATE.contains(operation) || RESTORE.contains(operation) || SAVE.contains(operation);
                };
    }
}
