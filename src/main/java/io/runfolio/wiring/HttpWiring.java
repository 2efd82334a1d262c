package io.runfolio.wiring;

import io.runfolio.api.ApiJson;
import io.runfolio.api.docs.Contract;
import io.runfolio.api.resource.ApiResources;
import io.runfolio.api.security.TokenSource;
import io.runfolio.hooks.Hooks;
import io.runfolio.http.ApiRouteConverter;
import io.runfolio.http.HttpEngine;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.upload.UploadSweep;
import io.runfolio.work.CatalogUpdater;
import io.runfolio.workflow.template.TemplateFolder;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.PlatformHttpConstants;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.LifecycleStrategySupport;

/** Wiring of the HTTP API: binds its resources, adds its routes and installs the server. */
public final class HttpWiring {
    /** Route file that is loaded where HTTP is on. */
    public static final String API_ROUTES = "5-api";

    /** Route file that deletes expired uploads, in workers and servers. */
    public static final String UPLOAD_ROUTES = "5-uploads";

    /** Route file that fetches public keys of providers, where a webhook needs them. */
    public static final String HOOK_ROUTES = "5-hooks";

    private final CamelContext context;
    private final HttpEngine engine;

    private HttpWiring(CamelContext context, HttpEngine engine) {
        this.context = context;
        this.engine = engine;
    }

    /**
     * Adds the API; the server listens once the context's routes have started.
     *
     * @param guard loads the routes
     * @param paused why the intake is paused; empty while it is open
     * @param takesEvents whether this process takes events from the inbox
     */
    public static HttpWiring install(
            CamelContext context,
            RouteIdGuard guard,
            Components runfolio,
            Supplier<Optional<String>> paused,
            boolean takesEvents)
            throws Exception {
        RunfolioSettings settings = runfolio.settings();
        TokenSource tokens = Backends.tokens(settings);
        TemplateFolder.of(settings.workflow()).read(); // logs invalid templates at the start
        Hooks hooks = new Hooks(settings.hooks(), runfolio.adapters(), runfolio.clock());
        ApiResources apiResources = ApiWiring.resources(runfolio, tokens, hooks, paused, takesEvents);
        HttpEngine engine = new HttpEngine(
                settings.http(),
                apiResources.requestGuard(),
                apiResources.exceptionMapper(),
                settings.upload().maxParallel());
        bind(
                context.getRegistry(),
                apiResources,
                runfolio.catalogUpdater(),
                runfolio.uploads().sweep(),
                engine);
        context.getRegistry().bind("runfolioApiOperations.json", Contract.read().operations());
        context.getRegistry().bind("runfolioApiMcp", McpWiring.endpoint(runfolio, apiResources));
        context.getRegistry().bind("runfolioHooks", hooks);
        context.addLifecycleStrategy(new LifecycleStrategySupport() {
            @Override
            public void onContextStopped(CamelContext stopped) {
                apiResources.shares().counters().flush();
            }
        });
        ApiRouteConverter.register(context);
        guard.load(routeFiles(takesEvents, hooks));
        return new HttpWiring(context, engine);
    }

    private static List<String> routeFiles(boolean takesEvents, Hooks hooks) {
        return Stream.of(
                        Optional.of(API_ROUTES),
                        Optional.of(UPLOAD_ROUTES).filter(name -> !takesEvents), // a worker has them already
                        Optional.of(HOOK_ROUTES).filter(name -> hooks.needsKeys()))
                .flatMap(Optional::stream)
                .toList();
    }

    /** Returns the port of the server; 0 while it does not listen. */
    public int port() {
        return engine.getServerPort();
    }

    private static void bind(
            Registry registry, ApiResources apiResources, CatalogUpdater follow, UploadSweep sweep, HttpEngine engine) {
        registry.bind("runfolioApiArtifacts", apiResources.artifacts());
        registry.bind("runfolioApiContent", apiResources.content());
        registry.bind("runfolioApiReviews", apiResources.reviews());
        registry.bind("runfolioApiHolds", apiResources.holds());
        registry.bind("runfolioApiRestores", apiResources.removals().restores());
        registry.bind("runfolioApiPurges", apiResources.removals().purges());
        registry.bind("runfolioApiTrash", apiResources.removals().trash());
        registry.bind("runfolioApiVariants", apiResources.variants());
        registry.bind("runfolioApiRuns", apiResources.runs());
        registry.bind("runfolioApiNotes", apiResources.notes());
        registry.bind("runfolioApiWorkflowRuns", apiResources.workflowRuns());
        registry.bind("runfolioApiRetention", apiResources.retention());
        registry.bind("runfolioApiTemplates", apiResources.templates());
        registry.bind("runfolioApiEvents", apiResources.events());
        registry.bind("runfolioApiUploads", apiResources.uploads());
        registry.bind("runfolioApiHooks", apiResources.hooks());
        registry.bind("runfolioApiExports", apiResources.exports());
        registry.bind("runfolioApiSession", apiResources.session());
        registry.bind("runfolioApiService", apiResources.service());
        registry.bind("runfolioApiShares", apiResources.shares().shares());
        registry.bind("runfolioApiSharePages", apiResources.shares().pages());
        registry.bind("runfolioApiSignedUrls", apiResources.shares().signedUrls());
        registry.bind("runfolioShareCounters", apiResources.shares().counters());
        registry.bind("runfolioApiFailures", apiResources.exceptionMapper());
        registry.bind("runfolioApiMapper", ApiJson.mapper());
        if (registry.lookupByName("runfolioCatalog") == null) { // not bound by a worker
            registry.bind("runfolioCatalog", follow);
        }
        if (registry.lookupByName("runfolioUploads") == null) {
            registry.bind("runfolioUploads", sweep);
        }
        registry.bind(PlatformHttpConstants.PLATFORM_HTTP_ENGINE_NAME, engine);
    }
}
