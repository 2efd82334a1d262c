package io.runfolio.api.resource;

import io.runfolio.api.ApiException;
import io.runfolio.api.ApiRequest;
import io.runfolio.api.ApiResponse;
import io.runfolio.api.MediaTypes;
import io.runfolio.api.content.BundleFiles;
import io.runfolio.api.content.ContentView;
import io.runfolio.api.content.FileETag;
import io.runfolio.api.content.FileResponse;
import io.runfolio.api.content.RawRendition;
import io.runfolio.api.content.Renditions;
import io.runfolio.api.request.QueryParameters;
import io.runfolio.bundle.ContentPart;
import io.runfolio.catalog.Catalog;
import io.runfolio.catalog.Catalog.CatalogArtifact;
import io.runfolio.run.AssetKind;
import io.runfolio.run.AssetRecord;
import io.runfolio.run.extras.AssetExtras;
import io.runfolio.run.extras.AssetRendition;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * Serves files of artifacts. The paths are {@code /v1/artifacts/{id}/content/{view}},
 * {@code …/content/rendition/{name}} and {@code /v1/storage/{storageKey}}.
 */
public final class ContentResource {
    private static final List<String> VIEWS = List.of("original", "web", "thumb", "poster");

    private final CatalogLookup lookup;
    private final BundleFiles files;
    private final Renditions renditions;

    ContentResource(Catalog catalog, BundleFiles files, Renditions renditions) {
        this.lookup = new CatalogLookup(catalog);
        this.files = files;
        this.renditions = renditions;
    }

    /** {@code getArtifactContent}. */
    public ApiResponse content(ApiRequest request) {
        QueryParameters parameters = new QueryParameters(request);
        boolean download = parameters.flag("download");
        String view = request.segment(4);
        if (!ContentView.SERVED_AS.containsKey(view) && !VIEWS.contains(view)) {
            parameters.refuse(
                    "view",
                    "must be one of " + String.join(", ", VIEWS)
                            + ", raw.webp, processed.webp, raw.mp4, processed.mp4");
        }
        parameters.check();
        return serve(request, lookup.artifactByPrefix(request.segment(2)), view, download);
    }

    /** {@code getArtifactRendition}. */
    public ApiResponse rendition(ApiRequest request) {
        QueryParameters queryParameters = new QueryParameters(request);
        boolean download = queryParameters.flag("download");
        queryParameters.check();
        String rendition = request.segment(5);
        CatalogArtifact artifact = lookup.artifactByPrefix(request.segment(2));
        AssetRecord asset = asset(artifact);
        Optional<AssetRendition> sealed = sealed(artifact, asset, rendition);
        if (sealed.isPresent()) {
            return sealed(request, artifact, sealed.get(), download);
        }
        if (!renditions.names().contains(rendition)) {
            throw ApiException.notFound(
                    "unknown_rendition",
                    "No rendition has this name. The server's settings define: "
                            + (renditions.names().isEmpty() ? "none" : String.join(", ", renditions.names())) + ".");
        }
        boolean isImage = asset.kind() == AssetKind.IMAGE;
        Path picture = file(artifact, view(asset, isImage ? "original" : "poster"));
        Renditions.Named made = renditions
                .named(picture, isImage ? pixels(asset.width()) : 0, isImage ? pixels(asset.height()) : 0, rendition)
                .orElseThrow(() -> ApiException.notFound(
                        "content_not_found", "The file cannot be decoded as a picture: use the original."));
        String name = artifact.view().record().runId() + "_"
                + picture.getFileName().toString().replaceFirst("\\.[^.]*$", "") + "_" + rendition
                + made.file().getFileName().toString().replaceFirst("^[^.]*", "");
        return new FileResponse(made.file(), made.mimeType(), name, FileETag.of(made.file()), false)
                .respond(request, download);
    }

    /** Returns the rendition of the bundle, unless the settings define the name in another way by now. */
    private Optional<AssetRendition> sealed(CatalogArtifact artifact, AssetRecord asset, String name) {
        Optional<String> current = renditions.specSha256(name);
        return AssetExtras.of(asset).renditions().stream()
                .filter(made -> made.name().equals(name))
                .filter(made -> current.isEmpty() || current.equals(made.specSha256()))
                .filter(made -> files.exists(artifact.runPath(), made.relativePath()))
                .findFirst();
    }

    private ApiResponse sealed(ApiRequest request, CatalogArtifact artifact, AssetRendition sealed, boolean download) {
        Path file = files.find(artifact.runPath(), sealed.relativePath()).file();
        String type = sealed.mimeType().orElseGet(() -> MediaTypes.of(sealed.relativePath()));
        String name = artifact.view().record().runId() + "_" + file.getFileName();
        String tag = sealed.sha256().orElseGet(() -> FileETag.of(file));
        return new FileResponse(file, type, name, tag, false).respond(request, download);
    }

    /** {@code getStoredFile}. The artifact type in the key must be that of the artifact. */
    public ApiResponse stored(ApiRequest request) {
        QueryParameters parameters = new QueryParameters(request);
        String view = request.segment(5);
        if (!ContentView.SERVED_AS.containsKey(view)) {
            parameters.refuse("file", "must be one of raw.webp, processed.webp, raw.mp4, processed.mp4");
        }
        parameters.check();
        CatalogArtifact artifact = lookup.artifact(request.segment(4));
        String key = String.join("/", request.segments().subList(2, 6));
        if (!keys(artifact).contains(key)) {
            throw ApiException.notFound("content_not_found", "No file has this storage key.");
        }
        return serve(request, artifact, view, false);
    }

    private static List<String> keys(CatalogArtifact artifact) {
        Map<String, Object> content = artifact.view().record().content();
        return Stream.of(
                        ContentPart.raw(content),
                        ContentPart.processed(content),
                        Optional.of(ContentPart.whole(content)))
                .flatMap(part -> part.flatMap(ContentPart::storageKey).stream())
                .toList();
    }

    private ApiResponse serve(ApiRequest request, CatalogArtifact artifact, String view, boolean download) {
        AssetRecord asset = asset(artifact);
        ContentView form = view(view.startsWith("raw.") ? raw(artifact, asset) : asset, view);
        Path found = file(artifact, form);
        Path file = form.webp().isPresent() ? converted(found, form.webp().getAsInt()) : found;
        String name = artifact.view().record().runId() + "_"
                + found.getFileName().toString().replaceFirst(form.webp().isPresent() ? "\\.[^.]*$" : "$^", ".webp");
        return new FileResponse(file, form.type(), name, form.tag(file), !form.original()).respond(request, download);
    }

    private static int pixels(Integer recorded) {
        return recorded == null ? 0 : recorded;
    }

    private static AssetRecord asset(CatalogArtifact artifact) {
        return artifact.view()
                .asset()
                .orElseThrow(() -> ApiException.notFound("content_not_found", "The artifact has no file."));
    }

    private static ContentView view(AssetRecord asset, String view) {
        return ContentView.of(asset, view)
                .orElseThrow(
                        () -> ApiException.notFound("content_not_found", "The artifact has no view " + view + "."));
    }

    private Path file(CatalogArtifact artifact, ContentView form) {
        BundleFiles.Found found = files.find(artifact.runPath(), form.path());
        if (found.state() == BundleFiles.State.INVALID) {
            throw ApiException.notFound("content_not_found", "The path is not that of a file in a bundle.");
        }
        if (found.state() == BundleFiles.State.REMOVED) {
            throw ApiException.binaryRemoved();
        }
        return found.file();
    }

    private Path converted(Path original, int longestSide) {
        OptionalInt side = longestSide == 0 ? OptionalInt.empty() : OptionalInt.of(longestSide);
        return renditions
                .webp(original, side)
                .orElseThrow(() -> ApiException.notFound(
                        "content_not_found", "The file cannot be converted to WebP: use the original."));
    }

    /** Returns the raw output, which may be another output of the run. */
    private AssetRecord raw(CatalogArtifact artifact, AssetRecord asset) {
        if (RawRendition.isMissing(artifact.view().record().content())) {
            throw ApiException.notFound("content_not_found", "The raw output of the model has no file.");
        }
        return RawRendition.of(artifact.view().record().content(), asset)
                .flatMap(other -> lookup.findRun(artifact.view().record().runId())
                        .flatMap(run -> run.view().run().outputs().stream()
                                .filter(output -> other.original().equals(output.relativePath()))
                                .findFirst()))
                .orElse(asset);
    }
}
