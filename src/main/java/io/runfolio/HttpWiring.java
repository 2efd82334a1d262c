package io.runfolio;

import io.runfolio.api.Api;
import io.runfolio.api.TokenWatch;
import io.runfolio.artifact.Reviews;
import io.runfolio.artifact.VariantGroups;
import io.runfolio.artifact.Variants;
import io.runfolio.artifact.transfer.Exporter;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.catalog.Catalog;
import io.runfolio.catalog.CatalogPlaces;
import io.runfolio.flow.CatalogSteps;
import io.runfolio.flow.http.HttpEngine;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.workflow.Templates;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.PlatformHttpConstants;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.PluginHelper;

/** Puts the API into a CamelContext: its resources under the names that its routes use, the server under platform-http, the catalog behind it. */
final class HttpWiring {
    /** Added where HTTP is on. */
    static final String API_ROUTES = "5-api";

    private final CamelContext context;
    private final HttpEngine engine;

    private HttpWiring(CamelContext context, HttpEngine engine) {
        this.context = context;
        this.engine = engine;
    }

    /**
     * Adds it; the server listens once the context's routes have started.
     *
     * @param paused why the intake is paused; empty while it is open
     * @param takesEvents whether this process takes events from the inbox
     */
    static HttpWiring install(
            CamelContext context, RunfolioParts runfolio, Supplier<Optional<String>> paused, boolean takesEvents)
            throws Exception {
        RunfolioSettings settings = runfolio.settings;
        BundleLayout layout = runfolio.layout;
        Clock clock = runfolio.clock;
        TokenWatch tokens = TokenWatch.of(settings.http());
        Catalog catalog = runfolio.catalog.catalog();
        CatalogSteps follow = runfolio.follow;
        VariantGroups groups = new CatalogPlaces(catalog);
        Templates templates = new Templates(settings.workflow().templates());
        templates.read(); // so that the log names bad ones at the start
        ImageRenderer renderer = new ImageRenderer(runfolio.images);
        Api api = Api.of(new Api.Parts(
                settings,
                tokens,
                layout,
                catalog,
                new Reviews(layout, groups, clock),
                new Variants(layout, groups),
                templates,
                runfolio.orderBook,
                runfolio.eventReader,
                runfolio.roots,
                runfolio.events,
                runfolio.locks,
                new Exporting(new Exporter(layout, renderer, clock)),
                new WebpRenditions(layout, renderer, clock),
                follow::catchUp,
                paused,
                takesEvents,
                version(),
                clock));
        HttpEngine engine = new HttpEngine(settings.http(), api.doorkeeper(), api.failures());
        bind(context.getRegistry(), api, follow, engine);
        var loader = PluginHelper.getResourceLoader(context);
        PluginHelper.getRoutesLoader(context)
                .loadRoutes(loader.resolveResource("classpath:routes/" + API_ROUTES + ".camel.yaml"));
        return new HttpWiring(context, engine);
    }

    /** Returns the port that it listens on; 0 while it does not. */
    int port() {
        return engine.getServerPort();
    }

    private static void bind(Registry registry, Api api, CatalogSteps follow, HttpEngine engine) {
        registry.bind("runfolioApiArtifacts", api.artifacts());
        registry.bind("runfolioApiContent", api.content());
        registry.bind("runfolioApiReviews", api.reviews());
        registry.bind("runfolioApiVariants", api.variants());
        registry.bind("runfolioApiRuns", api.runs());
        registry.bind("runfolioApiOrders", api.orders());
        registry.bind("runfolioApiTemplates", api.templates());
        registry.bind("runfolioApiEvents", api.events());
        registry.bind("runfolioApiExports", api.exports());
        registry.bind("runfolioApiSession", api.session());
        registry.bind("runfolioApiService", api.service());
        registry.bind("runfolioApiFailures", api.failures());
        if (registry.lookupByName("runfolioCatalog") == null) { // a worker has bound it
            registry.bind("runfolioCatalog", follow);
        }
        registry.bind(PlatformHttpConstants.PLATFORM_HTTP_ENGINE_NAME, engine);
    }

    private static String version() {
        return Optional.ofNullable(Runfolio.class.getPackage().getImplementationVersion())
                .orElse("development");
    }
}
