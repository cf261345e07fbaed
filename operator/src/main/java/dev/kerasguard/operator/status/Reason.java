package dev.kerasguard.operator.status;

/** Why a condition is what it is. The runtime adds reasons of its own to ModelVerified, such as DigestMismatch. */
public enum Reason {
    /** Accepted: no rule is broken. */
    Valid,
    /** Accepted: the message lists every violation. */
    InvalidSpec,
    /** Nothing is done for a spec that is not accepted. */
    NotAccepted,
    /** ResolvedRefs: everything is there. */
    Resolved,
    /** ResolvedRefs: the claim of a {@code pvc://} URI is missing. */
    PersistentVolumeClaimNotFound,
    /** Nothing is changed while a reference is missing. */
    RefsNotResolved,
    /** ModelVerified: no replica of the latest template has said anything yet. */
    Fetching,
    /** Available: all replicas that should answer do, or some. */
    ReplicasReady,
    /** Available: replicas are on their way, and nothing is wrong with them so far. */
    ReplicasStarting,
    /** Available: no replica was made yet. */
    NoReplicas,
    /** No node has what a replica asks for. */
    Unschedulable,
    /** The node cannot get the runtime's image. */
    ImagePullFailed,
    /** The node cannot start a container. */
    ContainerCannotStart,
    /** A container ends again and again. */
    CrashLoop,
    /** A container was killed at its memory limit. */
    OutOfMemory,
    /** The node threw the replica out. */
    Evicted,
    /** The model was refused; ModelVerified says why. */
    ModelRefused,
    /** The namespace's quota has no room for another replica. */
    QuotaExceeded,
    /** The cluster refuses to make replicas for another reason. */
    ReplicaCreationFailed,
    /** Progressing: replicas are being replaced or added. */
    RollingOut,
    /** Progressing: every replica is of the latest template and ready. */
    RolledOut,
    /** An object of a child's name belongs to somebody else. */
    NameTaken,
    /** The API server refused a child. */
    ApplyFailed,
    /** AnomalyDetected: what is normal for the service is still being learned. */
    Learning,
    /** AnomalyDetected: nothing is unusual. */
    WithinNormal,
    /** AnomalyDetected: a signal left its normal range. */
    OutsideNormal,
    /** Ready: all is well. */
    Serving,
    /** A policy's Ready: it is in force. */
    InForce
}
