package io.runfolio.settings.broker;

import io.runfolio.settings.SettingException;
import io.runfolio.settings.SettingReader;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Queue of a broker that events come from, by JMS or AMQP 1.0.
 *
 * @param connection the broker
 * @param queue queue of the events; default {@code runfolio.events}
 * @param deadLetters queue of refused messages; default {@code runfolio.events.dead}
 * @param consumers number of consumers in this worker; default 1
 */
public record JmsIntakeSettings(JmsConnectionSettings connection, String queue, String deadLetters, int consumers) {
    private static final Pattern QUEUE = Pattern.compile("[A-Za-z0-9._:/-]{1,200}");
    private static final String FORM = "letters, digits, dots, colons, slashes, underscores and hyphens";

    static Optional<JmsIntakeSettings> read(SettingReader values, String prefix) {
        Optional<JmsConnectionSettings> connection = JmsConnectionSettings.read(values, prefix);
        String queue = queue(values, prefix + "queue", "runfolio.events", "queue of the events");
        String dead = queue(values, prefix + "dead-letters", "runfolio.events.dead", "queue of refused messages");
        int consumers = values.integer(prefix + "consumers", 1, 1, 64, "consumers in this worker");
        if (connection.isPresent() && queue.equals(dead)) {
            throw new SettingException(
                    prefix + "dead-letters",
                    prefix + "dead-letters is the queue of the events: refused messages would come again for ever, so"
                            + " name another queue");
        }
        return connection.map(broker -> new JmsIntakeSettings(broker, queue, dead, consumers));
    }

    /** Reads the name of a queue or topic. */
    static String queue(SettingReader values, String key, String defaultValue, String meaning) {
        return values.text(key, defaultValue, FORM, QUEUE, meaning);
    }
}
