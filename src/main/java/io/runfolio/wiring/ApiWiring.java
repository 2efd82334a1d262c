package io.runfolio.wiring;

import io.runfolio.Runfolio;
import io.runfolio.api.resource.ApiResources;
import io.runfolio.api.security.TokenSource;
import io.runfolio.artifact.ReviewService;
import io.runfolio.artifact.VariantGroupResolver;
import io.runfolio.artifact.VariantReader;
import io.runfolio.artifact.notes.NotesService;
import io.runfolio.artifact.transfer.Exporter;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.catalog.Catalog;
import io.runfolio.catalog.CatalogLocator;
import io.runfolio.hooks.Hooks;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.work.ImageRenderer;
import io.runfolio.work.NamedRenditions;
import io.runfolio.workflow.template.TemplateFolder;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;

/** Wiring of the API's resources, which need no server. */
final class ApiWiring {
    private ApiWiring() {}

    /**
     * Returns the resources.
     *
     * @param hooks the webhooks
     * @param paused why the intake is paused; empty while it is open
     * @param takesEvents whether this process takes events from the inbox
     */
    static ApiResources resources(
            Components runfolio,
            TokenSource tokens,
            Hooks hooks,
            Supplier<Optional<String>> paused,
            boolean takesEvents) {
        RunfolioSettings settings = runfolio.settings();
        BundleLayout layout = runfolio.layout();
        Clock clock = runfolio.clock();
        Catalog catalog = runfolio.catalog().catalog();
        VariantGroupResolver groups = new CatalogLocator(catalog);
        ImageRenderer renderer = new ImageRenderer(runfolio.media().images());
        NamedRenditions namedRenditions = new NamedRenditions(settings.media().image(), renderer);
        return ApiResources.of(new ApiResources.Dependencies(
                settings,
                tokens,
                Backends.sessions(settings, clock),
                Backends.attempts(settings, clock),
                layout,
                catalog,
                new ReviewService(layout, groups, clock),
                new VariantReader(layout, groups),
                TemplateFolder.of(settings.workflow()),
                runfolio.orders(),
                runfolio.runs(),
                runfolio.eventReader(),
                Backends.inbox(settings),
                Backends.events(settings, runfolio.eventReader()),
                runfolio.roots(),
                runfolio.events(),
                runfolio.locks(),
                runfolio.uploads(),
                hooks,
                new ZipExports(new Exporter(layout, renderer, namedRenditions, clock)),
                new CachedRenditions(layout, renderer, namedRenditions, clock),
                runfolio.derivativesOnDemand(),
                new NotesService(layout, Components.mask(settings)::userText, clock),
                id -> runfolio.retention().ifPresent(retention -> retention.accessed(id)),
                runfolio.retention().map(retention -> retention::service),
                RetentionParts.of(settings, layout, catalog, clock).protections(),
                runfolio.catalogUpdater()::catchUp,
                paused,
                takesEvents,
                version(),
                clock));
    }

    static String version() {
        return Optional.ofNullable(Runfolio.class.getPackage().getImplementationVersion())
                .orElse("development");
    }
}
