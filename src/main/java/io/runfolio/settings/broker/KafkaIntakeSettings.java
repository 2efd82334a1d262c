package io.runfolio.settings.broker;

import io.runfolio.settings.SettingException;
import io.runfolio.settings.SettingReader;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Topic of Apache Kafka that events come from.
 *
 * @param connection the cluster
 * @param topic topic of the events; default {@code runfolio.events}
 * @param group consumer group, the same for all workers; default {@code runfolio}
 * @param deadLetters topic of refused messages; default {@code runfolio.events.dead}
 * @param consumers number of consumers in this worker; default 1
 */
public record KafkaIntakeSettings(
        KafkaConnectionSettings connection, String topic, String group, String deadLetters, int consumers) {
    private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9._-]{1,249}");
    private static final Pattern GROUP = Pattern.compile("[\\x21-\\x7e]{1,200}");
    private static final String TOPIC_FORM = "letters, digits, dots, underscores and hyphens";

    static Optional<KafkaIntakeSettings> read(SettingReader values, String prefix) {
        Optional<KafkaConnectionSettings> connection = KafkaConnectionSettings.read(values, prefix);
        String topic = topic(values, prefix + "topic", "runfolio.events", "topic of the events");
        String dead = topic(values, prefix + "dead-letters", "runfolio.events.dead", "topic of refused messages");
        String group = values.text(prefix + "group", "runfolio", "a name", GROUP, "consumer group of all workers");
        int consumers = values.integer(prefix + "consumers", 1, 1, 64, "consumers in this worker");
        if (connection.isPresent() && topic.equals(dead)) {
            throw new SettingException(
                    prefix + "dead-letters",
                    prefix + "dead-letters is the topic of the events: refused messages would come again for ever, so"
                            + " name another topic");
        }
        return connection.map(cluster -> new KafkaIntakeSettings(cluster, topic, group, dead, consumers));
    }

    /** Reads the name of a topic. */
    static String topic(SettingReader values, String key, String defaultValue, String meaning) {
        return values.text(key, defaultValue, TOPIC_FORM, TOPIC, meaning);
    }
}
