package io.runfolio;

import io.runfolio.intake.InboxLayout;
import io.runfolio.media.child.ProcessChildRunner;
import io.runfolio.run.RunfolioException;
import io.runfolio.run.StorageErrors;
import io.runfolio.run.StorageException;
import io.runfolio.settings.RunfolioSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
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
            Files.createDirectories(settings.folders().outputs());
            Files.createDirectories(new InboxLayout(settings.folders().inbox()).inbox());
            RunfolioParts parts = new RunfolioParts(settings, clock, new ProcessChildRunner());
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
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The folders cannot be used");
        } catch (Exception e) {
            throw new StorageException("The API's routes cannot be added: " + e.getMessage(), e);
        }
    }
}
