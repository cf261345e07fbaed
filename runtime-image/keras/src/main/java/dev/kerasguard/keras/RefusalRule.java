package dev.kerasguard.keras;

/** Why a model file is refused; the name becomes the reason that users see. */
public enum RefusalRule {
    /** Neither a {@code .keras} archive, an HDF5 file nor a SavedModel directory, or not the one that was asked for. */
    FORMAT_UNKNOWN("FormatUnknown"),
    /** The archive is cut short, inconsistent or fails its checksum. */
    ARCHIVE_DAMAGED("ArchiveDamaged"),
    /** The archive does what no Keras file does: duplicate members, odd names, encryption, extreme ratios. */
    ARCHIVE_UNSAFE("ArchiveUnsafe"),
    /** A member that every Keras file has is missing. */
    ARCHIVE_INCOMPLETE("ArchiveIncomplete"),
    /** A file, a member or the model itself is larger than can be loaded. */
    MODEL_TOO_LARGE("ModelTooLarge"),
    /** A JSON document is not strict JSON, or does not say what Keras always says. */
    CONFIG_INVALID("ConfigInvalid"),
    /** The model holds Python code. */
    LAMBDA_REFUSED("LambdaRefused"),
    /** The model needs a Python class or function that is not part of Keras. */
    CUSTOM_OBJECT("CustomObject"),
    /** A layer of Keras that this version cannot build. */
    LAYER_NOT_SUPPORTED("LayerNotSupported"),
    /** An option of a supported layer that this version cannot build. */
    OPTION_NOT_SUPPORTED("OptionNotSupported"),
    /** A dtype or dtype policy that this version cannot compute in. */
    DTYPE_NOT_SUPPORTED("DtypeNotSupported"),
    /** The layers do not form a graph that can be computed. */
    GRAPH_INVALID("GraphInvalid"),
    /** The weights file is cut short or inconsistent. */
    WEIGHTS_DAMAGED("WeightsDamaged"),
    /** The weights file points outside itself, at itself twice, or declares more than it stores. */
    WEIGHTS_UNSAFE("WeightsUnsafe"),
    /** A weight that the configuration needs is not stored. */
    WEIGHTS_MISSING("WeightsMissing"),
    /** A stored weight has another shape or type than the configuration needs. */
    WEIGHTS_MISMATCH("WeightsMismatch"),
    /** A weight is infinite or no number. */
    WEIGHTS_NOT_FINITE("WeightsNotFinite"),
    /** A SavedModel that cannot be read, or lacks what serving needs. */
    SAVED_MODEL_INVALID("SavedModelInvalid"),
    /** A SavedModel holds an operation that is not on the allowlist. */
    OPERATION_NOT_ALLOWED("OperationNotAllowed");

    private final String reason;

    RefusalRule(String reason) {
        this.reason = reason;
    }

    /** CamelCase name, as in conditions. */
    public String reason() {
        return reason;
    }

    /**
     * The refusal to throw.
     *
     * @param place where in the file
     * @param message what is wrong and the way out
     */
    public ModelRefusedException at(String place, String message) {
        return new ModelRefusedException(reason, place, message);
    }
}
