package io.runfolio;

import io.runfolio.media.child.ProcessChildRunner;
import io.runfolio.run.RunfolioException;
import io.runfolio.run.StorageException;
import io.runfolio.run.StorageRoots;
import io.runfolio.settings.RunfolioSettings;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.apache.camel.CamelContext;
import org.apache.camel.support.LifecycleStrategySupport;

/**
 * The API and the gallery without a worker: events that are sent to it wait in the inbox for one.
 *
 * @param port tells the port that it listens on; 0 while it does not
 */
public record ServerHandle(IntSupplier port) {

    /** Adds the API to a CamelContext; it listens once the context has started. */
    public static ServerHandle install(CamelContext context, RunfolioSettings settings, Clock clock) {
        try {
            StorageRoots roots = StorageRoots.open(RunfolioParts.roots(settings), List.of());
            RunfolioParts parts = new RunfolioParts(settings, clock, new ProcessChildRunner(), roots);
            HttpWiring http = HttpWiring.install(context, parts, Optional::empty, false);
            context.addLifecycleStrategy(new LifecycleStrategySupport() {
                @Override
                public void onContextStopped(CamelContext stopped) {
                    parts.close();
                }
            });
            return new ServerHandle(http::port);
        } catch (RunfolioException e) {
            throw e;
        } catch (Exception e) {
            throw new StorageException("The API's routes cannot be added: " + e.getMessage(), e);
        }
    }
}
