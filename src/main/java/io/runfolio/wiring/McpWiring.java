package io.runfolio.wiring;

import io.runfolio.api.Caller;
import io.runfolio.api.Scope;
import io.runfolio.api.resource.ApiResources;
import io.runfolio.api.resource.McpEndpoint;
import io.runfolio.api.security.Tokens;
import io.runfolio.hooks.Hooks;
import io.runfolio.mcp.McpHttp;
import io.runfolio.mcp.McpServerAssembly;
import io.runfolio.mcp.McpStdio;
import io.runfolio.mcp.MessageTransport;
import io.runfolio.settings.McpSettings;
import io.runfolio.settings.SettingException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Wiring of the MCP server. Its libraries may be left out of an embedding application, so nothing loads them early. */
public final class McpWiring {
    private static final String SDK = "io.modelcontextprotocol.server.McpServer";

    private static final long MAX_STOP_MILLIS = 10_000;

    private McpWiring() {}

    /** Returns the endpoint of the HTTP API; the server's timer updates the catalog. */
    static McpEndpoint endpoint(Components runfolio, ApiResources api) {
        McpSettings settings = runfolio.settings().mcp();
        if (!settings.enabled()) {
            return McpEndpoint.off();
        }
        requireSdk();
        return McpEndpoint.of(
                () -> new McpHttp(McpServerAssembly.create(api, settings, ApiWiring.version(), () -> {}))::handle);
    }

    /**
     * Serves one agent until its input ends; the catalog is updated before each call.
     *
     * @param name the agent's name in review logs
     */
    public static void serve(Components runfolio, String name, InputStream in, OutputStream out)
            throws IOException, InterruptedException {
        requireSdk();
        Tokens none = new Tokens(List.of(), false);
        ApiResources api = ApiWiring.resources(
                runfolio, () -> none, Hooks.none(runfolio.adapters(), runfolio.clock()), Optional::empty, false);
        MessageTransport transport = McpServerAssembly.create(
                api, runfolio.settings().mcp(), ApiWiring.version(), runfolio.catalogUpdater()::catchUp);
        Set<Scope> scopes = EnumSet.of(Scope.READ, Scope.REVIEW);
        if (runfolio.settings().mcp().startRuns()) {
            scopes.add(Scope.SUBMIT);
        }
        Caller caller = new Caller(name, scopes, "", false);
        // a catalog that is far behind takes longer than a call may
        Thread filling = new Thread(runfolio.catalogUpdater()::catchUp, "runfolio-mcp-catalog");
        filling.setDaemon(true);
        filling.start();
        try {
            new McpStdio(transport, caller, in, out)
                    .run(runfolio.settings().mcp().timeout());
        } finally {
            runfolio.catalog().stop();
            filling.join(MAX_STOP_MILLIS);
        }
    }

    private static void requireSdk() {
        try {
            Class.forName(SDK, false, McpWiring.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new SettingException(
                    "runfolio.mcp.enabled",
                    "MCP needs the libraries mcp-core, reactor-core and reactive-streams: add them to the class path,"
                            + " or set runfolio.mcp.enabled=false");
        }
    }
}
