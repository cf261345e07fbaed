package dev.kerasguard.operator.status;

/** The conditions of a service, in the order in which they are shown. */
public enum ConditionType {
    /** The spec keeps every rule of the namespace's policies. */
    Accepted,
    /** What the spec refers to is there. */
    ResolvedRefs,
    /** The replicas of the latest template hold the model that was asked for. */
    ModelVerified,
    /** At least one replica answers, be it of the latest template or of the one before. */
    Available,
    /** Replicas are being replaced or added. */
    Progressing,
    /** The service deviates from its normal. */
    AnomalyDetected,
    /** Accepted, ResolvedRefs, ModelVerified and Available; derived, never stated. */
    Ready
}
