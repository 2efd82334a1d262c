package io.runfolio.api;

import io.runfolio.artifact.Reviews;
import io.runfolio.artifact.Variants;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.catalog.Catalog;
import io.runfolio.index.EventLedger;
import io.runfolio.index.EventLocks;
import io.runfolio.intake.EventFinder;
import io.runfolio.intake.EventReader;
import io.runfolio.intake.InboxLayout;
import io.runfolio.run.StorageRoots;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.workflow.OrderBook;
import io.runfolio.workflow.Templates;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * All resources of the API, put together.
 *
 * @param doorkeeper lets requests in
 */
public record Api(
        Doorkeeper doorkeeper,
        ArtifactResource artifacts,
        ContentResource content,
        ReviewResource reviews,
        VariantResource variants,
        RunResource runs,
        OrderResource orders,
        TemplateResource templates,
        EventResource events,
        ExportResource exports,
        SessionResource session,
        ServiceResource service,
        Failures failures) {

    /**
     * What the API works on.
     *
     * @param roots are checked before anything is put into the inbox
     * @param changed is called after a change in review, so that the catalog follows at once
     * @param paused why the intake is paused; empty while it is open
     * @param takesEvents whether this process takes events from the inbox
     * @param version the program's
     */
    public record Parts(
            RunfolioSettings settings,
            Supplier<Tokens> tokens,
            BundleLayout layout,
            Catalog catalog,
            Reviews reviews,
            Variants variants,
            Templates templates,
            OrderBook orders,
            EventReader eventReader,
            StorageRoots roots,
            EventLedger events,
            EventLocks locks,
            Exports exports,
            Renditions renditions,
            Runnable changed,
            Supplier<Optional<String>> paused,
            boolean takesEvents,
            String version,
            Clock clock) {}

    /** Puts them together. */
    public static Api of(Parts parts) {
        Catalog catalog = parts.catalog();
        Sessions sessions = new Sessions(parts.clock());
        BundleFiles files = new BundleFiles(parts.layout());
        MediaJson media = new MediaJson(files);
        ArtifactJson artifact = new ArtifactJson(media);
        RunJson run = new RunJson(files, media, artifact);
        Answers answers = new Answers(catalog);
        OrderResource orders = new OrderResource(
                parts.templates(), parts.orders(), answers, new Supplies(answers, files), parts.clock());
        return new Api(
                new Doorkeeper(parts.settings().http(), parts.tokens(), sessions),
                new ArtifactResource(catalog, artifact),
                new ContentResource(catalog, files, parts.renditions()),
                new ReviewResource(catalog, parts.reviews(), artifact, parts.changed()),
                new VariantResource(catalog, parts.variants(), artifact),
                new RunResource(catalog, run, files, orders),
                orders,
                new TemplateResource(parts.templates()),
                new EventResource(catalog, parts.eventReader(), states(parts)),
                new ExportResource(
                        catalog, parts.exports(), parts.settings().http().maxExports()),
                new SessionResource(parts.tokens(), sessions),
                new ServiceResource(
                        catalog,
                        parts.tokens(),
                        parts.templates(),
                        parts.paused(),
                        parts.takesEvents(),
                        parts.version()),
                new Failures());
    }

    private static EventStates states(Parts parts) {
        Path inbox = parts.settings().folders().inbox();
        EventFinder finder = new EventFinder(new InboxLayout(inbox), parts.eventReader());
        return new EventStates(inbox, finder, parts.events(), parts.locks(), parts.roots()::check);
    }
}
