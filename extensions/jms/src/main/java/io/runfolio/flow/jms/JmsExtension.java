package io.runfolio.flow.jms;

import io.runfolio.flow.broker.BrokerExtension;
import io.runfolio.flow.broker.MessageSteps;
import io.runfolio.hooks.outbox.AnnouncementSender;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.settings.broker.IntakeSettings;
import io.runfolio.settings.broker.JmsIntakeSettings;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;

/** JMS brokers (ActiveMQ Artemis) and AMQP 1.0 brokers of events, and JMS brokers of announcements. */
public final class JmsExtension implements BrokerExtension {
    private static final String AMQP = "amqp";

    @Override
    public List<String> brokers() {
        return List.of("jms", AMQP);
    }

    @Override
    public Intake intake(String broker, Services services) {
        CamelContext context = services.context();
        boolean isAmqp = broker.equals(AMQP);
        IntakeSettings settings = services.settings().intake();
        JmsIntakeSettings queue = (isAmqp ? settings.amqp() : settings.jms()).orElseThrow();
        context.addComponent(
                "runfolio-" + broker,
                JmsIntakeComponent.of(
                        isAmqp ? Connections.amqp(queue.connection()) : Connections.artemis(queue.connection())));
        JmsMessageReader reader = new JmsMessageReader();
        MessageSteps steps = new MessageSteps(services.messages(), reader);
        String bean = isAmqp ? "runfolioAmqp" : "runfolioJms";
        context.getRegistry().bind(bean, steps);
        context.getRegistry().bind(bean + "Failed", (Processor) steps::failed);
        context.getRegistry().bind(bean + "Bodies", new DeadLetterBodies(reader));
        return new Intake(
                "1-intake-" + broker,
                Map.of(
                        "runfolio." + broker + ".queue", queue.queue(),
                        "runfolio." + broker + ".dead-letters", queue.deadLetters(),
                        "runfolio." + broker + ".consumers", String.valueOf(queue.consumers())),
                new JmsConsumerState(context, "runfolio-intake-" + broker));
    }

    @Override
    public AnnouncementSender announcements(String broker, RunfolioSettings settings) {
        return new JmsAnnouncements(settings.announce().jms().orElseThrow());
    }
}
