package io.runfolio.flow.broker;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.coordination.EventLocks;
import io.runfolio.hooks.outbox.AnnouncementSender;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.submission.MessageIntake;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;

/** Message broker of an artifact of its own. {@link java.util.ServiceLoader} finds it where a key of it is set. */
public interface BrokerExtension {
    /** Returns the names of the brokers in the keys of settings, such as {@code kafka}. */
    List<String> brokers();

    /**
     * Prepares the intake from a broker. It binds the parts that the routes name, and connects to nothing yet.
     *
     * @param broker one of {@link #brokers}
     */
    Intake intake(String broker, Services services);

    /** Returns the sender of announcements to a broker; it connects with the first one. */
    AnnouncementSender announcements(String broker, RunfolioSettings settings);

    /**
     * Services that an intake uses.
     *
     * @param context Camel context of the routes
     * @param messages takes in each message, before it is acknowledged
     * @param outputs folder for durable state
     * @param locks locks over all processes, by name
     */
    record Services(
            CamelContext context,
            RunfolioSettings settings,
            MessageIntake messages,
            BundleLayout outputs,
            EventLocks locks) {}

    /**
     * Intake that is ready for its routes.
     *
     * @param routeFile name of the route file on the class path
     * @param placeholders values for the placeholders of the route file
     * @param trouble why the broker cannot be reached; empty if it can
     */
    record Intake(String routeFile, Map<String, String> placeholders, Supplier<Optional<String>> trouble) {
        public Intake {
            placeholders = Map.copyOf(placeholders);
        }
    }
}
