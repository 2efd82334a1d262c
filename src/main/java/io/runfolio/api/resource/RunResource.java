package io.runfolio.api.resource;

import io.runfolio.api.ApiException;
import io.runfolio.api.ApiRequest;
import io.runfolio.api.ApiResponse;
import io.runfolio.api.MediaTypes;
import io.runfolio.api.content.BundleFiles;
import io.runfolio.api.content.DerivativeFinder;
import io.runfolio.api.content.FileETag;
import io.runfolio.api.content.FileResponse;
import io.runfolio.api.content.RetentionJson;
import io.runfolio.api.content.StoreLinks;
import io.runfolio.api.json.RunJson;
import io.runfolio.api.request.ArtifactFilters;
import io.runfolio.api.request.ConditionalRequests;
import io.runfolio.api.request.QueryParameters;
import io.runfolio.catalog.ArtifactQuery;
import io.runfolio.catalog.Catalog;
import io.runfolio.catalog.Catalog.CatalogRun;
import io.runfolio.catalog.Page;
import io.runfolio.run.extras.DerivedFile;
import io.runfolio.workflow.run.RunState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Lists and returns runs and their files: {@code /v1/runs}. */
public final class RunResource {
    private static final List<String> FOLDERS = List.of("inputs", "original", "web", "thumb", "logs");

    /** Folders of files that are large enough for a redirect to the object store. */
    private static final List<String> LINKED = List.of("inputs", "original", "web");

    private final Catalog catalog;
    private final CatalogLookup lookup;
    private final RunJson json;
    private final BundleFiles files;
    private final DerivativeFinder derivatives;
    private final StoreLinks links;
    private final OrderResource orders;
    private final WorkflowRunResource workflowRuns;

    RunResource(
            Catalog catalog,
            RunJson json,
            BundleFiles files,
            DerivativeFinder derivatives,
            StoreLinks links,
            OrderResource orders,
            WorkflowRunResource workflowRuns) {
        this.catalog = catalog;
        this.lookup = new CatalogLookup(catalog);
        this.json = json;
        this.files = files;
        this.derivatives = derivatives;
        this.links = links;
        this.orders = orders;
        this.workflowRuns = workflowRuns;
    }

    /** {@code listRuns}. */
    public ApiResponse list(ApiRequest request) {
        QueryParameters parameters = new QueryParameters(request);
        List<String> states = parameters.words("state", WorkflowRunResource.states());
        if (!states.isEmpty()) {
            return listWorkflowRuns(request, parameters, states);
        }
        ArtifactQuery query = ArtifactFilters.read(parameters);
        int limit = ArtifactFilters.limit(parameters);
        Optional<String> cursor = ArtifactFilters.cursor(parameters);
        parameters.check();
        Page<CatalogRun> page = catalog.runs(query, limit, cursor);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("items", page.items().stream().map(json::summary).toList());
        body.put("nextCursor", page.next().orElse(null));
        return ConditionalRequests.json(request, body);
    }

    /** Lists workflow runs of the runs folder, bundled or not. Filters of bundles do not apply to them. */
    private ApiResponse listWorkflowRuns(ApiRequest request, QueryParameters parameters, List<String> states) {
        int limit = ArtifactFilters.limit(parameters);
        parameters.check();
        List<RunState> wanted = states.stream()
                .map(state -> RunState.valueOf(state.toUpperCase(Locale.ROOT)))
                .toList();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("items", workflowRuns.list(wanted, limit));
        body.put("nextCursor", null);
        return ConditionalRequests.json(request, body);
    }

    /** {@code getRun}. Returns the workflow run, or the order if the run is not bundled yet. */
    public ApiResponse get(ApiRequest request) {
        new QueryParameters(request).check();
        String id = request.segment(2);
        return ConditionalRequests.json(
                request,
                workflowRuns
                        .find(id)
                        .<Object>map(run -> run)
                        .or(() -> lookup.findRun(id).map(json::detail))
                        .or(() -> orders.find(id))
                        .or(() -> lookup.findRunByPrefix(id).map(json::detail))
                        .orElseThrow(CatalogLookup::noRun));
    }

    /** {@code getRunFile} and {@code getRunFolderFile}. */
    public ApiResponse file(ApiRequest request) {
        QueryParameters parameters = new QueryParameters(request);
        boolean download = parameters.flag("download");
        List<String> place = request.segments().subList(4, request.segments().size());
        if (place.size() > 1 && !FOLDERS.contains(place.get(0))) {
            parameters.refuse("folder", "must be one of " + String.join(", ", FOLDERS));
        }
        parameters.check();
        CatalogRun run = lookup.runByPrefix(request.segment(2));
        boolean oneName = place.stream().noneMatch(part -> part.contains("/") || part.contains("\\"));
        String relative = String.join("/", place);
        if (oneName && place.size() > 1 && LINKED.contains(place.get(0))) {
            Optional<ApiResponse> redirect = links.redirect(
                    request,
                    new StoreLinks.Wanted(
                            run.view().runPath(), relative, type(run, relative), place.get(1), download, false));
            if (redirect.isPresent()) {
                return redirect.get();
            }
        }
        BundleFiles.Found found = files.find(run.view().runPath(), String.join("/", place));
        if (!oneName || found.state() == BundleFiles.State.INVALID) {
            throw ApiException.notFound("file_not_found", "The run has no such file.");
        }
        if (found.state() == BundleFiles.State.REMOVED) {
            String path = String.join("/", place);
            DerivativeFinder.Served made = derivatives
                    .findMissing(run.view().runPath(), run.view().run().outputs(), path)
                    .orElseThrow(() -> missing(run, path));
            String type = made.type().orElseGet(() -> type(run, path));
            String name = made.file().getFileName().toString();
            return new FileResponse(made.file(), type, name, FileETag.of(made.file()), made.isRecorded())
                    .respond(request, download);
        }
        String name = found.file().getFileName().toString();
        boolean unchanging = place.size() > 1 && List.of("web", "thumb").contains(place.get(0));
        return new FileResponse(
                        found.file(), type(run, String.join("/", place)), name, FileETag.of(found.file()), unchanging)
                .respond(request, download);
    }

    /** Returns 410 for a file that was removed or that a record names, else 404. */
    private ApiException missing(CatalogRun run, String path) {
        Optional<ApiException> removed = files.retention(run.view().runPath())
                .removalOf(path)
                .map(RetentionJson::tombstone)
                .map(ApiException::binaryRemoved);
        if (removed.isPresent()) {
            return removed.get();
        }
        boolean recorded = assets(run)
                .anyMatch(asset -> path.equals(asset.relativePath())
                        || DerivedFile.of(asset).stream().anyMatch(made -> path.equals(made.relativePath())));
        return recorded
                ? ApiException.binaryRemoved()
                : ApiException.notFound("file_not_found", "The run has no such file.");
    }

    private static String type(CatalogRun run, String path) {
        return assets(run)
                .filter(asset -> path.equals(asset.relativePath()))
                .flatMap(asset -> Optional.ofNullable(asset.mimeType()).stream())
                .findFirst()
                .orElseGet(() -> MediaTypes.of(path));
    }

    private static java.util.stream.Stream<io.runfolio.run.AssetRecord> assets(CatalogRun run) {
        return java.util.stream.Stream.concat(run.view().run().inputs().stream(), run.view().run().outputs().stream());
    }
}
