package io.runfolio.artifact.transfer;

/** What of an artifact can be exported beside its sidecar. */
public enum Form {
    /** The output's original, byte for byte. */
    ORIGINAL,
    /** The picture as PNG, in its own size; of a clip, its poster. */
    PNG,
    /** The web derivative as it stands in the bundle. */
    WEB,
    /** The whole bundle, which {@link Importer} takes in elsewhere. */
    BUNDLE
}
