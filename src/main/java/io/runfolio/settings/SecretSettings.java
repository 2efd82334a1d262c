package io.runfolio.settings;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Masking of secrets in bundles, queue folders and logs.
 *
 * @param mask whether secrets are masked; default true
 * @param keys further names of fields whose values are secret; default none
 */
public record SecretSettings(boolean mask, List<String> keys) {
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_. -]{1,100}");

    static SecretSettings read(SettingReader values) {
        return new SecretSettings(
                values.flag(
                        "runfolio.secrets.mask", true, "whether secrets of events are masked before they are written"),
                values.texts(
                        "runfolio.secrets.keys",
                        "names of letters, digits, hyphens and underscores with commas between them",
                        KEY,
                        "further names of fields whose values are secret"));
    }
}
