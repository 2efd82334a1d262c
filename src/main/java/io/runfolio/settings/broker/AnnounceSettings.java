package io.runfolio.settings.broker;

import io.runfolio.settings.SettingReader;
import io.runfolio.settings.WebhookSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Receivers of announcements of sealed bundles and of decisions; none by default.
 *
 * @param source {@code source} of the announcements, which are CloudEvents; default {@code runfolio}
 * @param webhooks receivers over HTTP
 * @param kafka topic of Apache Kafka
 * @param jms topic of a JMS broker
 */
public record AnnounceSettings(String source, WebhookSettings webhooks, Optional<Kafka> kafka, Optional<Jms> jms) {
    private static final String PREFIX = "runfolio.announce.";
    private static final Pattern SOURCE = Pattern.compile("[\\x21-\\x7e]{1,200}");

    /**
     * Topic of Apache Kafka.
     *
     * @param connection the cluster
     * @param topic default {@code runfolio.announcements}
     */
    public record Kafka(KafkaConnectionSettings connection, String topic) {}

    /**
     * Topic of a JMS broker.
     *
     * @param connection the broker
     * @param topic default {@code runfolio.announcements}
     */
    public record Jms(JmsConnectionSettings connection, String topic) {}

    /** Reads the settings; missing keys have their defaults. */
    public static AnnounceSettings read(SettingReader values) {
        String kafkaTopic = KafkaIntakeSettings.topic(
                values, PREFIX + "kafka.topic", "runfolio.announcements", "topic of announcements");
        String jmsTopic = JmsIntakeSettings.queue(
                values, PREFIX + "jms.topic", "runfolio.announcements", "topic of announcements");
        return new AnnounceSettings(
                values.text(PREFIX + "source", "runfolio", "a URI reference", SOURCE, "source of the announcements"),
                WebhookSettings.read(values, PREFIX, "receivers of announcements"),
                KafkaConnectionSettings.read(values, PREFIX + "kafka.").map(cluster -> new Kafka(cluster, kafkaTopic)),
                JmsConnectionSettings.read(values, PREFIX + "jms.").map(broker -> new Jms(broker, jmsTopic)));
    }

    /** Returns whether there is a receiver. */
    public boolean isEnabled() {
        return webhooks.isEnabled() || !brokers().isEmpty();
    }

    /** Returns the names of the brokers that are set. */
    public List<String> brokers() {
        List<String> names = new ArrayList<>();
        kafka.ifPresent(broker -> names.add("kafka"));
        jms.ifPresent(broker -> names.add("jms"));
        return names;
    }
}
