package io.runfolio.settings;

/** Thrown for a setting that cannot be used; the message names key, value, expected form and meaning. */
public final class SettingException extends IllegalArgumentException {
    private final String key;

    /** Creates an exception for a value that does not have the form. */
    public SettingException(String key, String value, String form, String meaning) {
        super(key + "=" + value + " is not valid: expected " + form + " (" + meaning + ")");
        this.key = key;
    }

    /**
     * @param key the invalid key
     * @param message the key, the reason and what to do
     */
    public SettingException(String key, String message) {
        super(message);
        this.key = key;
    }

    /**
     * Returns an exception for a setting whose code is in an artifact of its own.
     *
     * @param shown the key, with its value where only some values need the artifact
     * @param artifact artifact that is not on the class path, such as {@code runfolio-s3}
     */
    public static SettingException missingArtifact(String key, String shown, String artifact) {
        return new SettingException(
                key,
                shown + " is set, but the artifact " + artifact + " is not on the class path: run \"./mvnw -f"
                        + " extensions/pom.xml -DskipTests package\", which bin/runfolio finds, or put it with its"
                        + " libraries into extensions/ beside runfolio.jar");
    }

    /** Returns the invalid key, such as {@code runfolio.workers}. */
    public String key() {
        return key;
    }
}
