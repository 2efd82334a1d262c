package io.runfolio.wiring;

import io.runfolio.coordination.EventQueue;
import io.runfolio.flow.HealthChecks;
import io.runfolio.flow.broker.BrokerExtension;
import io.runfolio.flow.broker.BrokerHealthCheck;
import io.runfolio.intake.PolledEvents;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.settings.SettingException;
import io.runfolio.submission.EventSubmissions;
import io.runfolio.submission.MessageCounters;
import io.runfolio.submission.MessageIntake;
import io.runfolio.work.IntakeGate;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.ServiceLoader;
import org.apache.camel.CamelContext;

/** Wiring of message brokers, whose code is in artifacts of their own. Without a key of a broker nothing is loaded. */
final class BrokerWiring {
    private final CamelContext context;
    private final Components parts;
    private final EventQueue queue;
    private final IntakeGate gate;
    private final List<MessageIntake> intakes = new ArrayList<>();
    private final List<BrokerExtension> extensions;

    /** @throws SettingException if a key of a broker is set without its artifact */
    BrokerWiring(CamelContext context, Components parts, EventQueue queue, IntakeGate gate) {
        this.context = context;
        this.parts = parts;
        this.queue = queue;
        this.gate = gate;
        RunfolioSettings settings = parts.settings();
        extensions = settings.intake().brokers().stream()
                .map(broker -> find(broker, "runfolio.intake." + broker))
                .toList();
    }

    /** Returns whether a broker is set. */
    static boolean isNeeded(RunfolioSettings settings) {
        return !settings.intake().brokers().isEmpty();
    }

    /**
     * Returns the extension of a broker.
     *
     * @throws SettingException if its artifact is not on the class path
     */
    static BrokerExtension find(String broker, String key) {
        for (BrokerExtension extension : ServiceLoader.load(BrokerExtension.class)) {
            if (extension.brokers().contains(broker)) {
                return extension;
            }
        }
        throw SettingException.missingArtifact(key, key, "runfolio-" + (broker.equals("amqp") ? "jms" : broker));
    }

    /** Adds the routes of the intakes. */
    void install(RouteIdGuard guard) throws Exception {
        List<String> names = parts.settings().intake().brokers();
        for (int i = 0; i < names.size(); i++) {
            install(names.get(i), extensions.get(i), guard);
        }
    }

    private void install(String broker, BrokerExtension extension, RouteIdGuard guard) throws Exception {
        MessageIntake intake = intake(broker);
        intakes.add(intake);
        BrokerExtension.Intake routes = extension.intake(
                broker, new BrokerExtension.Services(context, parts.settings(), intake, parts.layout(), parts.locks()));
        Properties values = new Properties();
        values.putAll(routes.placeholders());
        RoutePlaceholders.add(context, values);
        HealthChecks.register(context, new BrokerHealthCheck(intake.counters(), routes.trouble()));
        guard.load(List.of(routes.routeFile()));
    }

    private MessageIntake intake(String broker) {
        RunfolioSettings settings = parts.settings();
        EventSubmissions submissions = new EventSubmissions(
                Backends.inbox(settings),
                Backends.events(settings, parts.eventReader()),
                parts.events(),
                parts.locks(),
                new PolledEvents(settings.event()),
                parts.roots()::check,
                broker);
        return new MessageIntake(new MessageIntake.Dependencies(
                broker,
                parts.eventReader(),
                submissions,
                queue,
                Backends.inbox(settings),
                gate::pauseReason,
                settings.event().maxBytes(),
                parts.clock()));
    }

    /** Returns the counters of the brokers that events come from. */
    List<MessageCounters> counters() {
        return intakes.stream().map(MessageIntake::counters).toList();
    }
}
