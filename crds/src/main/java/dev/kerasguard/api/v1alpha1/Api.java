package dev.kerasguard.api.v1alpha1;

/** Names that every part of the API shares. */
public final class Api {

    /** The API group of both custom resources. */
    public static final String GROUP = "kerasguard.dev";

    /** The version that these records describe. */
    public static final String VERSION = "v1alpha1";

    private Api() {}
}
