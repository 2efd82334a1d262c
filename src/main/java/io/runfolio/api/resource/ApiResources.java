package io.runfolio.api.resource;

import io.runfolio.api.ExceptionMapper;
import io.runfolio.api.content.BundleFiles;
import io.runfolio.api.content.DerivativeFinder;
import io.runfolio.api.content.MissingDerivatives;
import io.runfolio.api.content.Renditions;
import io.runfolio.api.content.StoreLinks;
import io.runfolio.api.json.ArtifactJson;
import io.runfolio.api.json.MediaJson;
import io.runfolio.api.json.RunJson;
import io.runfolio.api.removal.RemovalResources;
import io.runfolio.api.security.RequestGuard;
import io.runfolio.api.security.Sessions;
import io.runfolio.api.security.TokenSource;
import io.runfolio.api.share.ShareResources;
import io.runfolio.artifact.ReviewService;
import io.runfolio.artifact.VariantReader;
import io.runfolio.artifact.notes.NotesService;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.catalog.Catalog;
import io.runfolio.coordination.EventInbox;
import io.runfolio.coordination.EventLocks;
import io.runfolio.coordination.EventLookup;
import io.runfolio.coordination.access.AttemptCounters;
import io.runfolio.coordination.access.SessionStore;
import io.runfolio.files.StorageRoots;
import io.runfolio.hooks.Hooks;
import io.runfolio.index.ProcessedEvents;
import io.runfolio.intake.EventReader;
import io.runfolio.intake.PolledEvents;
import io.runfolio.retention.Protections;
import io.runfolio.retention.hold.HoldService;
import io.runfolio.retention.plan.RetentionService;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.share.PasswordAttempts;
import io.runfolio.submission.EventSubmissions;
import io.runfolio.upload.EmbeddedFiles;
import io.runfolio.upload.Uploads;
import io.runfolio.workflow.order.OrderQueue;
import io.runfolio.workflow.run.RunService;
import io.runfolio.workflow.template.TemplateFolder;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** All resources of the API and what the server needs beside them. */
public record ApiResources(
        RequestGuard requestGuard,
        ArtifactResource artifacts,
        ContentResource content,
        ReviewResource reviews,
        VariantResource variants,
        RunResource runs,
        NotesResource notes,
        WorkflowRunResource workflowRuns,
        TemplateResource templates,
        RetentionResource retention,
        EventResource events,
        UploadResource uploads,
        HookResource hooks,
        ExportResource exports,
        HoldResource holds,
        RemovalResources removals,
        SessionResource session,
        ServiceResource service,
        ShareResources shares,
        ExceptionMapper exceptionMapper) {

    /**
     * Dependencies of the resources.
     *
     * @param sessions sessions of browsers, of this server or of all
     * @param attempts counters of attempts at passwords, of this server or of all
     * @param workflowRuns workflow runs; empty if no endpoint serves a kind of step
     * @param inbox takes submitted events
     * @param pendingEvents finds events that have no bundle yet
     * @param roots checked before anything is written to the inbox
     * @param accessed receives the id of each artifact of which a file is requested
     * @param retention plans of retention; empty if there is no policy
     * @param protections what is never removed
     * @param changed called after a review change, to update the catalog
     * @param paused reason why the intake is paused; empty while it is open
     * @param takesEvents whether this process takes events from the inbox
     * @param version version of the program
     */
    public record Dependencies(
            RunfolioSettings settings,
            TokenSource tokens,
            SessionStore sessions,
            AttemptCounters attempts,
            BundleLayout layout,
            Catalog catalog,
            ReviewService reviews,
            VariantReader variants,
            TemplateFolder templates,
            OrderQueue orders,
            Optional<RunService> workflowRuns,
            EventReader eventReader,
            EventInbox inbox,
            EventLookup pendingEvents,
            StorageRoots roots,
            ProcessedEvents events,
            EventLocks locks,
            Uploads uploads,
            Hooks hooks,
            Exports exports,
            Renditions renditions,
            MissingDerivatives missingDerivatives,
            NotesService notes,
            Consumer<String> accessed,
            Optional<Supplier<RetentionService>> retention,
            Protections protections,
            Runnable changed,
            Supplier<Optional<String>> paused,
            boolean takesEvents,
            String version,
            Clock clock) {}

    /** Creates all resources. */
    public static ApiResources of(Dependencies dependencies) {
        Catalog catalog = dependencies.catalog();
        Sessions sessions = new Sessions(dependencies.sessions());
        BundleFiles files = new BundleFiles(dependencies.layout());
        DerivativeFinder derivatives = new DerivativeFinder(files, dependencies.missingDerivatives());
        StoreLinks links = new StoreLinks(
                dependencies.layout(), files, dependencies.settings().store());
        MediaJson media = new MediaJson(files);
        ArtifactJson artifact = new ArtifactJson(media, files);
        RunJson run = new RunJson(files, media, artifact);
        CatalogLookup catalogLookup = new CatalogLookup(catalog);
        OrderResource orders = new OrderResource(
                dependencies.templates(),
                dependencies.orders(),
                catalogLookup,
                new ReferenceResolver(catalogLookup, files),
                dependencies.clock());
        ContentResource content = new ContentResource(
                catalog, files, dependencies.renditions(), derivatives, links, dependencies.accessed());
        WorkflowRunResource workflowRuns = new WorkflowRunResource(dependencies.workflowRuns(), orders);
        return new ApiResources(
                new RequestGuard(dependencies.settings().http(), dependencies.tokens(), sessions),
                new ArtifactResource(catalog, artifact),
                content,
                new ReviewResource(
                        catalog,
                        dependencies.reviews(),
                        artifact,
                        dependencies.changed(),
                        new DecisionListener(dependencies.workflowRuns())),
                new VariantResource(catalog, dependencies.variants(), artifact),
                new RunResource(catalog, run, files, derivatives, links, orders, workflowRuns),
                new NotesResource(catalog, dependencies.notes(), dependencies.changed()),
                workflowRuns,
                new TemplateResource(dependencies.templates()),
                new RetentionResource(dependencies.retention()),
                new EventResource(
                        catalog,
                        dependencies.eventReader(),
                        states(dependencies),
                        dependencies.uploads(),
                        dependencies.settings().event().maxBytes()),
                new UploadResource(
                        dependencies.uploads().store(),
                        dependencies.settings().upload().maxBytes()),
                new HookResource(
                        dependencies.hooks(),
                        states(dependencies),
                        new EmbeddedFiles(dependencies.uploads()),
                        dependencies.settings().event(),
                        dependencies.clock()),
                new ExportResource(
                        catalog,
                        dependencies.exports(),
                        dependencies.settings().http().maxExports(),
                        dependencies.accessed()),
                new HoldResource(
                        catalog,
                        new HoldService(dependencies.layout(), dependencies.clock()),
                        dependencies.changed(),
                        dependencies.clock()),
                RemovalResources.of(
                        dependencies.layout(),
                        catalog,
                        dependencies.protections(),
                        dependencies.settings().retention().grace(),
                        dependencies.changed(),
                        dependencies.clock()),
                new SessionResource(dependencies.tokens(), sessions),
                new ServiceResource(
                        catalog,
                        dependencies.tokens(),
                        dependencies.templates(),
                        () -> retentionProblems(dependencies),
                        dependencies.paused(),
                        dependencies.takesEvents(),
                        dependencies.version(),
                        links.pagePolicy(ServiceResource.PAGE_POLICY)),
                ShareResources.of(
                        dependencies.settings().share(),
                        dependencies.layout(),
                        catalog,
                        content,
                        links,
                        dependencies.roots()::check,
                        new PasswordAttempts(dependencies.attempts()),
                        dependencies.clock()),
                new ExceptionMapper());
    }

    private static int retentionProblems(Dependencies dependencies) {
        return dependencies
                .retention()
                .map(service -> service.get().policy().problems().size())
                .orElse(0);
    }

    private static EventSubmissions states(Dependencies dependencies) {
        return new EventSubmissions(
                dependencies.inbox(),
                dependencies.pendingEvents(),
                dependencies.events(),
                dependencies.locks(),
                new PolledEvents(dependencies.settings().event()),
                dependencies.roots()::check,
                "http");
    }
}
