package io.runfolio.api;

import io.runfolio.catalog.ArtifactQuery;
import io.runfolio.catalog.Catalog;
import io.runfolio.catalog.Catalog.CatalogRun;
import io.runfolio.catalog.Page;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code /v1/runs}. */
public final class RunResource {
    private static final List<String> FOLDERS = List.of("inputs", "original", "web", "thumb", "logs");

    private final Catalog catalog;
    private final Answers answers;
    private final RunJson json;
    private final BundleFiles files;
    private final OrderResource orders;

    RunResource(Catalog catalog, RunJson json, BundleFiles files, OrderResource orders) {
        this.catalog = catalog;
        this.answers = new Answers(catalog);
        this.json = json;
        this.files = files;
        this.orders = orders;
    }

    /** {@code listRuns}. */
    public ApiResponse list(ApiRequest request) {
        Parameters parameters = new Parameters(request);
        ArtifactQuery query = Filters.read(parameters);
        int limit = Filters.limit(parameters);
        Optional<String> cursor = Filters.cursor(parameters);
        parameters.check();
        Page<CatalogRun> page = catalog.runs(query, limit, cursor);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("items", page.items().stream().map(json::summary).toList());
        body.put("nextCursor", page.next().orElse(null));
        return Conditions.json(request, body);
    }

    /** {@code getRun}: what is bundled, else what is ordered. */
    public ApiResponse get(ApiRequest request) {
        new Parameters(request).check();
        String id = request.segment(2);
        return Conditions.json(
                request,
                answers.findRun(id)
                        .map(json::detail)
                        .or(() -> orders.find(id))
                        .or(() -> answers.findRunLike(id).map(json::detail))
                        .orElseThrow(Answers::noRun));
    }

    /** {@code getRunFile} and {@code getRunFolderFile}. */
    public ApiResponse file(ApiRequest request) {
        Parameters parameters = new Parameters(request);
        boolean download = parameters.flag("download");
        List<String> place = request.segments().subList(4, request.segments().size());
        if (place.size() > 1 && !FOLDERS.contains(place.get(0))) {
            parameters.refuse("folder", "must be one of " + String.join(", ", FOLDERS));
        }
        parameters.check();
        CatalogRun run = answers.runLike(request.segment(2));
        boolean oneName = place.stream().noneMatch(part -> part.contains("/") || part.contains("\\"));
        BundleFiles.Found found = files.find(run.view().runPath(), String.join("/", place));
        if (!oneName || found.state() == BundleFiles.State.NO_SUCH) {
            throw ApiException.notFound("file_not_found", "The run has no file of that name.");
        }
        if (found.state() == BundleFiles.State.REMOVED) {
            throw missing(run, String.join("/", place));
        }
        String name = found.file().getFileName().toString();
        boolean unchanging = place.size() > 1 && List.of("web", "thumb").contains(place.get(0));
        return new FileAnswer(
                        found.file(), type(run, String.join("/", place)), name, FileTag.of(found.file()), unchanging)
                .to(request, download);
    }

    /** What a record names was there once; anything else never was. */
    private static ApiException missing(CatalogRun run, String path) {
        boolean recorded = assets(run)
                .anyMatch(asset -> path.equals(asset.relativePath())
                        || asset.derivatives().stream().anyMatch(form -> path.equals(form.relativePath())));
        return recorded
                ? new ApiException(410, "binary_removed", "The file is not here any more; its record is.")
                : ApiException.notFound("file_not_found", "The run has no file of that name.");
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
