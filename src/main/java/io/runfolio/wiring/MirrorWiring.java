package io.runfolio.wiring;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.flow.HealthChecks;
import io.runfolio.flow.MirrorHealthCheck;
import io.runfolio.mirror.Mirror;
import io.runfolio.mirror.MirrorCounters;
import io.runfolio.mirror.MirrorTask;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.settings.SettingException;
import io.runfolio.settings.mirror.BucketAddress;
import io.runfolio.settings.mirror.MirrorSettings;
import io.runfolio.store.object.ObjectStore;
import io.runfolio.store.object.ObjectStores;
import java.time.Clock;
import java.util.List;
import java.util.Properties;
import java.util.function.BooleanSupplier;
import org.apache.camel.CamelContext;

/** Wiring of the mirror, whose object store is an artifact of its own. Without its key nothing is loaded. */
public final class MirrorWiring implements AutoCloseable {
    static final String ROUTES = "8-mirror";

    private final RunfolioSettings settings;
    private final MirrorTask task;

    /** @param busy whether the worker has events in progress, which go first */
    MirrorWiring(RunfolioSettings settings, BundleLayout layout, BooleanSupplier busy, Clock clock) {
        this.settings = settings;
        MirrorCounters counters = new MirrorCounters(clock);
        task = new MirrorTask(
                new Mirror(layout, settings.mirror(), store(settings), counters, busy, clock), counters, clock);
    }

    /**
     * Opens the object store of the mirror without contacting it.
     *
     * @throws SettingException if there is no mirror, or its artifact is not on the class path
     */
    public static ObjectStore store(RunfolioSettings settings) {
        BucketAddress target = settings.mirror()
                .target()
                .orElseThrow(() -> new SettingException(
                        MirrorSettings.TARGET,
                        MirrorSettings.TARGET + " is not set: write the address of the mirror, such as"
                                + " s3://bucket/prefix, into the settings"));
        return ObjectStores.open(MirrorSettings.TARGET, target, settings.s3());
    }

    /** Returns a mirror for one command. */
    public static Mirror forCommand(RunfolioSettings settings, MirrorCounters counters) {
        return new Mirror(
                Backends.outputs(settings),
                settings.mirror(),
                store(settings),
                counters,
                () -> false,
                Clock.systemUTC());
    }

    MirrorCounters counters() {
        return task.counters();
    }

    /** Adds the health check and the route. */
    void install(CamelContext context, RouteIdGuard guard) throws Exception {
        context.getRegistry().bind("runfolioMirror", task);
        HealthChecks.register(context, new MirrorHealthCheck(task.counters()));
        Properties values = new Properties();
        values.setProperty(
                "runfolio.flow.mirror-interval",
                String.valueOf(settings.mirror().interval().toMillis()));
        RoutePlaceholders.add(context, values);
        guard.load(List.of(ROUTES));
    }

    /** Ends a running pass soon. */
    void stop() {
        task.stop();
    }

    @Override
    public void close() {
        task.close();
    }
}
