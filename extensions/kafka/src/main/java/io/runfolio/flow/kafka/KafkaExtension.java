package io.runfolio.flow.kafka;

import io.runfolio.flow.broker.BrokerExtension;
import io.runfolio.flow.broker.MessageSteps;
import io.runfolio.hooks.outbox.AnnouncementSender;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.settings.broker.KafkaIntakeSettings;
import io.runfolio.submission.MessageIntake;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;

/** Apache Kafka as a broker of events and announcements. */
public final class KafkaExtension implements BrokerExtension {
    private static final String COMPONENT = "runfolio-kafka";

    @Override
    public List<String> brokers() {
        return List.of("kafka");
    }

    @Override
    public Intake intake(String broker, Services services) {
        CamelContext context = services.context();
        MessageIntake intake = services.messages();
        KafkaIntakeSettings kafka = services.settings().intake().kafka().orElseThrow();
        context.addComponent(COMPONENT, KafkaIntakeComponent.of(kafka, intake.maxBytes()));
        MessageSteps steps = new MessageSteps(intake, new KafkaMessageReader());
        context.getRegistry().bind("runfolioKafka", steps);
        context.getRegistry().bind("runfolioKafkaFailed", (Processor) steps::failed);
        context.getRegistry().bind("runfolioKafkaOffsets", new KafkaOffsets());
        return new Intake(
                "1-intake-kafka",
                Map.of(
                        "runfolio.kafka.topic", kafka.topic(),
                        "runfolio.kafka.dead-letters", kafka.deadLetters(),
                        "runfolio.kafka.consumers", String.valueOf(kafka.consumers())),
                new KafkaConsumerState(context, "runfolio-intake-kafka"));
    }

    @Override
    public AnnouncementSender announcements(String broker, RunfolioSettings settings) {
        return new KafkaAnnouncements(settings.announce().kafka().orElseThrow());
    }
}
