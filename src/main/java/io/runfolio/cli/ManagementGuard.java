package io.runfolio.cli;

import io.runfolio.api.ApiBody;
import io.runfolio.api.ApiResponse;
import io.runfolio.api.HostNames;
import io.runfolio.api.Problems;
import io.runfolio.settings.HttpSettings;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;

/** Lets only this machine's own names reach the management port: a page of another site may point its name here. */
final class ManagementGuard {
    /** Before all routes that Camel adds. */
    private static final int FIRST = -1000;

    private ManagementGuard() {}

    /** To be called when the context has started. */
    static void install(CamelContext context, HttpSettings settings) {
        if (!settings.enabled() || settings.managementPort() == 0) {
            return;
        }
        String name = VertxPlatformHttpRouter.getRouterNameFromPort(settings.managementPort());
        VertxPlatformHttpRouter.lookup(context, name).route().order(FIRST).handler(ManagementGuard::check);
    }

    private static void check(RoutingContext asked) {
        HostAndPort host = asked.request().authority();
        if (host != null && HostNames.isLoopback(host.host())) {
            asked.response().putHeader("X-Content-Type-Options", "nosniff");
            asked.next();
            return;
        }
        ApiResponse answer = Problems.answer(
                403, "host_refused", "The management port answers to localhost, 127.0.0.1 and [::1] only.");
        byte[] body = answer.body() instanceof ApiBody.Bytes bytes ? bytes.bytes() : new byte[0];
        asked.response()
                .setStatusCode(answer.status())
                .putHeader("Content-Type", "application/json")
                .end(Buffer.buffer(body));
    }
}
