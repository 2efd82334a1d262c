package io.runfolio.settings;

/** A setting has a value that cannot be used. The message names the key, the value, the form that is wanted and what the key means. */
public final class SettingException extends IllegalArgumentException {
    private final String key;

    SettingException(String key, String value, String form, String meaning) {
        super(key + "=" + value + " cannot be used: it wants " + form + " (" + meaning + ")");
        this.key = key;
    }

    SettingException(String key, String message) {
        super(message);
        this.key = key;
    }

    /** Returns the key at fault, such as {@code runfolio.workers}. */
    public String key() {
        return key;
    }
}
