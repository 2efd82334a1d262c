package io.runfolio.settings;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Masking of secrets in what is written.
 *
 * @param mask whether secrets are masked; default true
 * @param keys names of fields that are secret here, beside the known ones; default none
 */
public record SecretSettings(boolean mask, List<String> keys) {
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_. -]{1,100}");

    static SecretSettings read(SettingValues values) {
        return new SecretSettings(
                values.flag(
                        "runfolio.secrets.mask", true, "whether secrets of events are masked before they are written"),
                values.texts(
                        "runfolio.secrets.keys",
                        "names of letters, digits, hyphens and underscores with commas between them",
                        KEY,
                        "more names of fields whose values are secret"));
    }
}
