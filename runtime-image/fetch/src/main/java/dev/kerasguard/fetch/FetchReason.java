package dev.kerasguard.fetch;

/** Why a model was not delivered; the name is the reason that a condition shows. */
public enum FetchReason {
    /** The bytes are not those that the digest names. */
    DigestMismatch,
    /** The source exists, the model in it does not. */
    SourceNotFound,
    /** The source wants credentials or refuses them. */
    SourceForbidden,
    /** The source did not answer, or not with a model, until patience ended. */
    SourceUnreachable,
    /** The source points to a place that no policy names. */
    RedirectNotAllowed,
    /** The host's address is one that no model may come from. */
    AddressNotAllowed,
    /** More bytes than the policy lets a model have. */
    TooLarge,
    /** Files in an archive or a directory that are not part of a SavedModel, or would leave it. */
    UnsafeArchive,
    /** The content is not the declared format, or none that can be served. */
    FormatMismatch,
    /** The config cannot be read, or says something that cannot be done. */
    InvalidConfig,
    /** The machine failed: a disk that is full, a folder that cannot be written. */
    FetchFailed
}
