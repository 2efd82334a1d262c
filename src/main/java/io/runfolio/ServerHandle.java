package io.runfolio;

import io.runfolio.files.RunfolioException;
import io.runfolio.files.StorageException;
import io.runfolio.files.StorageRoots;
import io.runfolio.media.child.ProcessChildRunner;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.settings.SettingException;
import io.runfolio.wiring.Components;
import io.runfolio.wiring.HttpWiring;
import io.runfolio.wiring.RouteIdGuard;
import io.runfolio.wiring.SettingsRoots;
import io.runfolio.wiring.StoreRoute;
import java.time.Clock;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.apache.camel.CamelContext;
import org.apache.camel.support.LifecycleStrategySupport;

/**
 * API and gallery without a worker; events that they accept wait in the inbox.
 *
 * @param port port of the API; 0 while it does not listen
 */
public record ServerHandle(IntSupplier port) {

    /** Adds the API to a CamelContext; it listens once the context has started. */
    public static ServerHandle install(CamelContext context, RunfolioSettings settings, Clock clock) {
        try {
            StorageRoots roots = SettingsRoots.open(settings);
            Components parts = new Components(settings, clock, new ProcessChildRunner(), roots);
            RouteIdGuard guard = RouteIdGuard.install(context);
            StoreRoute.install(context, guard, parts);
            HttpWiring http = HttpWiring.install(context, guard, parts, Optional::empty, false);
            parts.deliverWebhooks();
            parts.startAnnouncements();
            context.addLifecycleStrategy(new LifecycleStrategySupport() {
                @Override
                public void onContextStopped(CamelContext stopped) {
                    parts.close();
                }
            });
            return new ServerHandle(http::port);
        } catch (RunfolioException | SettingException e) {
            throw e;
        } catch (Exception e) {
            throw new StorageException("The API's routes cannot be added: " + e.getMessage(), e);
        }
    }
}
