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

    /** Returns the invalid key, such as {@code runfolio.workers}. */
    public String key() {
        return key;
    }
}
