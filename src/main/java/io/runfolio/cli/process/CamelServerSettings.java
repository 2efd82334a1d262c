package io.runfolio.cli.process;

import io.runfolio.api.security.ServerBindException;
import io.runfolio.settings.HttpSettings;
import io.runfolio.settings.RunfolioSettings;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.LinkedHashMap;
import java.util.Map;

/** Camel's settings for metrics and health. Every address is set, as the default is all interfaces. */
public final class CamelServerSettings {
    private CamelServerSettings() {}

    /**
     * Fails while the port of metrics is taken. Camel's own server would only log that, and work would go on unwatched.
     */
    public static void refuseTakenPort(HttpSettings http) throws IOException {
        if (!http.enabled() || http.managementPort() == 0) {
            return;
        }
        try (ServerSocket port = new ServerSocket()) {
            port.bind(new InetSocketAddress(http.managementHost(), http.managementPort()));
        } catch (BindException e) {
            throw new ServerBindException(
                    "Metrics and health cannot listen on " + http.managementHost() + ":" + http.managementPort()
                            + " (" + e.getMessage()
                            + "): free the port, or set runfolio.http.management-port to another, or to 0 for none");
        }
    }

    public static Map<String, String> settings(RunfolioSettings all) {
        HttpSettings http = all.http();
        boolean on = http.hasManagement();
        Map<String, String> settings = new LinkedHashMap<>();
        // the API has a server of its own
        settings.put("camel.server.enabled", "false");
        settings.put("camel.server.host", "127.0.0.1");
        settings.put("camel.server.port", String.valueOf(http.port()));
        settings.put("camel.management.enabled", String.valueOf(on));
        settings.put("camel.management.host", http.managementHost());
        settings.put("camel.management.port", String.valueOf(Math.max(1, http.managementPort())));
        settings.put("camel.management.metricsEnabled", String.valueOf(on));
        settings.put("camel.management.healthCheckEnabled", String.valueOf(on));
        settings.put("camel.management.infoEnabled", "false");
        settings.put("camel.management.devConsoleEnabled", "false");
        settings.put("camel.management.jolokiaEnabled", "false");
        settings.put("camel.management.uploadEnabled", "false");
        settings.put("camel.management.downloadEnabled", "false");
        settings.put("camel.management.sendEnabled", "false");
        // that a consumer has not ended its first poll is no fault: a backlog at the start takes as long as it takes
        settings.put("camel.health.consumersEnabled", "false");
        // a process that starts is alive; the checks of the routes tell that it is not ready
        settings.put("camel.health.excludePattern", "context");
        settings.put("camel.metrics.enabled", String.valueOf(on));
        settings.put("camel.opentelemetry2.enabled", String.valueOf(all.traces().enabled()));
        return settings;
    }
}
