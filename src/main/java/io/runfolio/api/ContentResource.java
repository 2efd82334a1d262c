package io.runfolio.api;

import io.runfolio.catalog.Catalog;
import io.runfolio.catalog.Catalog.CatalogArtifact;
import io.runfolio.run.AssetRecord;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** The files of artifacts: {@code /v1/artifacts/{id}/content/{view}} and {@code /v1/storage/{storageKey}}. */
public final class ContentResource {
    private static final List<String> VIEWS = List.of("original", "web", "thumb", "poster");

    private final Answers answers;
    private final BundleFiles files;
    private final Renditions renditions;

    ContentResource(Catalog catalog, BundleFiles files, Renditions renditions) {
        this.answers = new Answers(catalog);
        this.files = files;
        this.renditions = renditions;
    }

    /** {@code getArtifactContent}. */
    public ApiResponse content(ApiRequest request) {
        Parameters parameters = new Parameters(request);
        boolean download = parameters.flag("download");
        String view = request.segment(4);
        if (!ContentForm.SERVED_AS.containsKey(view) && !VIEWS.contains(view)) {
            parameters.refuse(
                    "view",
                    "must be one of " + String.join(", ", VIEWS)
                            + ", raw.webp, processed.webp, raw.mp4, processed.mp4");
        }
        parameters.check();
        return serve(request, answers.artifactLike(request.segment(2)), view, download);
    }

    /** {@code getStoredFile}: the artifact's type is part of the key, and must be its own. */
    public ApiResponse stored(ApiRequest request) {
        Parameters parameters = new Parameters(request);
        String view = request.segment(5);
        if (!ContentForm.SERVED_AS.containsKey(view)) {
            parameters.refuse("file", "must be one of raw.webp, processed.webp, raw.mp4, processed.mp4");
        }
        parameters.check();
        CatalogArtifact artifact = answers.artifact(request.segment(4));
        String key = String.join("/", request.segments().subList(2, 6));
        if (!keys(artifact).contains(key)) {
            throw ApiException.notFound("content_not_found", "There is nothing of that storage key.");
        }
        return serve(request, artifact, view, false);
    }

    private static List<Object> keys(CatalogArtifact artifact) {
        Map<String, Object> content = artifact.view().record().content();
        return List.of(key(content.get("raw")), key(content.get("processed")), key(content));
    }

    private static Object key(Object part) {
        return part instanceof Map<?, ?> map && map.get("storageKey") instanceof String key ? key : "";
    }

    private ApiResponse serve(ApiRequest request, CatalogArtifact artifact, String view, boolean download) {
        AssetRecord asset = artifact.view()
                .asset()
                .orElseThrow(() -> ApiException.notFound("content_not_found", "The artifact has no file."));
        AssetRecord shown = view.startsWith("raw.") ? raw(artifact, asset) : asset;
        ContentForm form = ContentForm.of(shown, view)
                .orElseThrow(() ->
                        ApiException.notFound("content_not_found", "The artifact's file has no form " + view + "."));
        BundleFiles.Found found = files.find(artifact.runPath(), form.path());
        if (found.state() == BundleFiles.State.NO_SUCH) {
            throw ApiException.notFound("content_not_found", "No bundle can hold such a file.");
        }
        if (found.state() == BundleFiles.State.REMOVED) {
            throw new ApiException(410, "binary_removed", "The file is not here any more; its record is.");
        }
        Path file =
                form.webp().isPresent() ? converted(found.file(), form.webp().getAsInt()) : found.file();
        String name = artifact.view().record().runId() + "_"
                + found.file()
                        .getFileName()
                        .toString()
                        .replaceFirst(form.webp().isPresent() ? "\\.[^.]*$" : "$^", ".webp");
        return new FileAnswer(file, form.type(), name, form.tag(file), !form.original()).to(request, download);
    }

    private Path converted(Path original, int longestSide) {
        OptionalInt side = longestSide == 0 ? OptionalInt.empty() : OptionalInt.of(longestSide);
        return renditions
                .webp(original, side)
                .orElseThrow(() -> ApiException.notFound(
                        "content_not_found", "No WebP can be made of the artifact's file; its original is served."));
    }

    /** Another output of the run may be what the model itself made. */
    private AssetRecord raw(CatalogArtifact artifact, AssetRecord asset) {
        if (OtherRaw.isMissing(artifact.view().record().content())) {
            throw ApiException.notFound("content_not_found", "The model's own output has no file.");
        }
        return OtherRaw.of(artifact.view().record().content(), asset)
                .flatMap(other -> answers.findRun(artifact.view().record().runId())
                        .flatMap(run -> run.view().run().outputs().stream()
                                .filter(output -> other.original().equals(output.relativePath()))
                                .findFirst()))
                .orElse(asset);
    }
}
