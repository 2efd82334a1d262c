package io.runfolio.settings.broker;

import io.runfolio.settings.SettingException;
import io.runfolio.settings.SettingReader;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Connection to a broker by JMS or AMQP 1.0.
 *
 * @param url address of the broker; options of the client follow a question mark
 * @param user user; default empty
 * @param password the user's password; default empty. Never part of a message or a log line
 */
public record JmsConnectionSettings(String url, String user, String password) {
    private static final Pattern URL = Pattern.compile("\\(?[a-z+]{3,10}:\\S{3,1000}");
    private static final Pattern SECRET = Pattern.compile("(?i)password|://[^/?@]{0,500}@");

    /** Reads the keys with a prefix; empty if no URL is set. */
    static Optional<JmsConnectionSettings> read(SettingReader values, String prefix) {
        String key = prefix + "url";
        String url = values.secret(key);
        String user = values.secret(prefix + "user");
        String password = values.secret(prefix + "password");
        if (url.isEmpty()) {
            return Optional.empty();
        }
        if (!URL.matcher(url).matches()) {
            throw new SettingException(
                    key, "…", "an address, such as tcp://broker:61616 or amqps://broker:5671", "the broker");
        }
        if (SECRET.matcher(url).find()) {
            throw new SettingException(
                    key, "…", "an address without password", "set the password with " + prefix + "password");
        }
        return Optional.of(new JmsConnectionSettings(url, user, password));
    }

    @Override
    public String toString() {
        return "JmsConnectionSettings[url=" + url + ", password=" + (password.isEmpty() ? "none" : "set") + "]";
    }
}
