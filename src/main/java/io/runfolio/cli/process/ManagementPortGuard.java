package io.runfolio.cli.process;

import io.runfolio.api.ApiBody;
import io.runfolio.api.ApiResponse;
import io.runfolio.api.ProblemDetails;
import io.runfolio.api.security.HostHeader;
import io.runfolio.settings.HttpSettings;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;

/**
 * Accepts only loopback host names on a loopback management port, against DNS rebinding.
 *
 * <p>On another interface every name is accepted, as probes and scrapers use addresses.
 */
public final class ManagementPortGuard {
    /** Before all routes that Camel adds. */
    private static final int FIRST = -1000;

    private ManagementPortGuard() {}

    /** To be called when the context has started. */
    public static void install(CamelContext context, HttpSettings settings) {
        if (!settings.enabled() || settings.managementPort() == 0 || !settings.isManagementLoopback()) {
            return;
        }
        String name = VertxPlatformHttpRouter.getRouterNameFromPort(settings.managementPort());
        VertxPlatformHttpRouter.lookup(context, name).route().order(FIRST).handler(ManagementPortGuard::check);
    }

    private static void check(RoutingContext asked) {
        HostAndPort host = asked.request().authority();
        if (host != null && HostHeader.isLoopback(host.host())) {
            asked.response().putHeader("X-Content-Type-Options", "nosniff");
            asked.next();
            return;
        }
        ApiResponse answer = ProblemDetails.response(
                403, "host_refused", "The management port answers to localhost, 127.0.0.1 and [::1] only.");
        byte[] body = answer.body() instanceof ApiBody.Bytes bytes ? bytes.bytes() : new byte[0];
        asked.response()
                .setStatusCode(answer.status())
                .putHeader("Content-Type", "application/json")
                .end(Buffer.buffer(body));
    }
}
