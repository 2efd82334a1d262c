package io.runfolio.settings.broker;

import io.runfolio.settings.SettingReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Message brokers that events come from; none by default. Each needs an artifact of its own.
 *
 * @param kafka topic of Apache Kafka
 * @param jms queue of a JMS broker
 * @param amqp queue of an AMQP 1.0 broker
 * @param sqs queue of Amazon SQS
 */
public record IntakeSettings(
        Optional<KafkaIntakeSettings> kafka,
        Optional<JmsIntakeSettings> jms,
        Optional<JmsIntakeSettings> amqp,
        Optional<SqsIntakeSettings> sqs) {
    private static final String PREFIX = "runfolio.intake.";

    /** Reads the settings; missing keys have their defaults. */
    public static IntakeSettings read(SettingReader values) {
        return new IntakeSettings(
                KafkaIntakeSettings.read(values, PREFIX + "kafka."),
                JmsIntakeSettings.read(values, PREFIX + "jms."),
                JmsIntakeSettings.read(values, PREFIX + "amqp."),
                SqsIntakeSettings.read(values, PREFIX + "sqs."));
    }

    /** Returns the names of the brokers that are set. */
    public List<String> brokers() {
        List<String> names = new ArrayList<>();
        kafka.ifPresent(broker -> names.add("kafka"));
        jms.ifPresent(broker -> names.add("jms"));
        amqp.ifPresent(broker -> names.add("amqp"));
        sqs.ifPresent(queue -> names.add("sqs"));
        return names;
    }
}
