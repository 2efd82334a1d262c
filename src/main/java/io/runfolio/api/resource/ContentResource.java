package io.runfolio.api.resource;

import io.runfolio.api.ApiException;
import io.runfolio.api.ApiRequest;
import io.runfolio.api.ApiResponse;
import io.runfolio.api.MediaTypes;
import io.runfolio.api.content.BundleFiles;
import io.runfolio.api.content.ContentView;
import io.runfolio.api.content.DerivativeFinder;
import io.runfolio.api.content.FileETag;
import io.runfolio.api.content.FileResponse;
import io.runfolio.api.content.PreviewFiles;
import io.runfolio.api.content.RawRendition;
import io.runfolio.api.content.Renditions;
import io.runfolio.api.content.StoreLinks;
import io.runfolio.api.request.QueryParameters;
import io.runfolio.bundle.ContentPart;
import io.runfolio.catalog.Catalog;
import io.runfolio.catalog.Catalog.CatalogArtifact;
import io.runfolio.run.AssetKind;
import io.runfolio.run.AssetRecord;
import io.runfolio.run.extras.AssetExtras;
import io.runfolio.run.extras.AssetPreview;
import io.runfolio.run.extras.AssetRendition;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
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
    private final DerivativeFinder derivatives;
    private final PreviewFiles previews;
    private final StoreLinks links;
    private final Consumer<String> accessed;

    /** @param accessed receives the id of each artifact of which a file is requested, except for its small previews */
    ContentResource(
            Catalog catalog,
            BundleFiles files,
            Renditions renditions,
            DerivativeFinder derivatives,
            StoreLinks links,
            Consumer<String> accessed) {
        this.accessed = accessed;
        this.lookup = new CatalogLookup(catalog);
        this.files = files;
        this.derivatives = derivatives;
        this.renditions = renditions;
        this.links = links;
        this.previews = new PreviewFiles(derivatives);
    }

    /** Returns whether artifacts have a view of this name. */
    public static boolean isView(String view) {
        return ContentView.SERVED_AS.containsKey(view) || VIEWS.contains(view) || AssetPreview.NAMES.contains(view);
    }

    /** Returns the names of all views. */
    public static String views() {
        return String.join(", ", VIEWS) + ", raw.webp, processed.webp, raw.mp4, processed.mp4, storyboard.webp,"
                + " storyboard.vtt, peaks.json";
    }

    /** {@code getArtifactContent}. */
    public ApiResponse content(ApiRequest request) {
        QueryParameters parameters = new QueryParameters(request);
        boolean download = parameters.flag("download");
        String view = request.segment(4);
        if (!isView(view)) {
            parameters.refuse("view", "must be one of " + views());
        }
        parameters.check();
        return serve(request, lookup.artifactByPrefix(request.segment(2)), view, download, Optional.empty());
    }

    /**
     * Returns a file of an artifact for a caller whose right to it was checked.
     *
     * @param id whole id of the artifact
     * @param view name of a view
     * @param name file name without its extension, if the caller must not learn the run
     */
    public ApiResponse file(ApiRequest request, String id, String view, boolean download, String name) {
        return serve(request, lookup.artifact(id), view, download, Optional.of(name));
    }

    /** {@code getArtifactRendition}. */
    public ApiResponse rendition(ApiRequest request) {
        QueryParameters queryParameters = new QueryParameters(request);
        boolean download = queryParameters.flag("download");
        queryParameters.check();
        String rendition = request.segment(5);
        CatalogArtifact artifact = lookup.artifactByPrefix(request.segment(2));
        accessed.accept(artifact.view().record().id());
        AssetRecord asset = asset(artifact);
        Optional<AssetRendition> sealed = sealed(asset, rendition);
        boolean isKept = sealed.filter(made -> files.exists(artifact.runPath(), made.relativePath()))
                .isPresent();
        if (isKept || sealed.isPresent() && !renditions.names().contains(rendition)) {
            return sealed(request, artifact, asset, sealed.get(), download);
        }
        if (!renditions.names().contains(rendition)) {
            throw ApiException.notFound(
                    "unknown_rendition",
                    "No rendition has this name. The server's settings define: "
                            + (renditions.names().isEmpty() ? "none" : String.join(", ", renditions.names())) + ".");
        }
        boolean isImage = asset.kind() == AssetKind.IMAGE;
        Path picture = file(artifact, asset, view(asset, isImage ? "original" : "poster"))
                .file();
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
    private Optional<AssetRendition> sealed(AssetRecord asset, String name) {
        Optional<String> current = renditions.specSha256(name);
        return AssetExtras.of(asset).renditions().stream()
                .filter(made -> made.name().equals(name))
                .filter(made -> current.isEmpty() || current.equals(made.specSha256()))
                .findFirst();
    }

    private ApiResponse sealed(
            ApiRequest request, CatalogArtifact artifact, AssetRecord asset, AssetRendition sealed, boolean download) {
        DerivativeFinder.Served served =
                derivatives.find(artifact.runPath(), artifact.view().position(), asset, sealed.relativePath());
        Path file = served.file();
        String type = served.type().or(sealed::mimeType).orElseGet(() -> MediaTypes.of(sealed.relativePath()));
        String name = artifact.view().record().runId() + "_" + file.getFileName();
        String tag = sealed.sha256().filter(sum -> served.isRecorded()).orElseGet(() -> FileETag.of(file));
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
        return serve(request, artifact, view, false, Optional.empty());
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

    private ApiResponse serve(
            ApiRequest request, CatalogArtifact artifact, String view, boolean download, Optional<String> sharedName) {
        AssetRecord asset = asset(artifact);
        if (AssetPreview.NAMES.contains(view)) {
            return previews.serve(request, artifact, asset, view, download);
        }
        if (!view.equals("thumb") && !view.equals("poster")) {
            accessed.accept(artifact.view().record().id());
        }
        AssetRecord shown = view.startsWith("raw.") ? raw(artifact, asset) : asset;
        ContentView form = view(shown, view);
        Optional<ApiResponse> redirect = redirect(request, artifact, view, form, download, sharedName);
        if (redirect.isPresent()) {
            return redirect.get();
        }
        DerivativeFinder.Served served = file(artifact, shown, form);
        Path found = served.file();
        Path file = form.webp().isPresent() ? converted(found, form.webp().getAsInt()) : found;
        String name = artifact.view().record().runId() + "_"
                + found.getFileName().toString().replaceFirst(form.webp().isPresent() ? "\\.[^.]*$" : "$^", ".webp");
        return new FileResponse(
                        file,
                        served.type().orElseGet(form::type),
                        name,
                        served.isRecorded() ? form.tag(file) : FileETag.of(file),
                        !form.original() && served.isRecorded())
                .respond(request, download);
    }

    /** Redirects to a file of the bundle that is served as it is; small files are not worth it. */
    private Optional<ApiResponse> redirect(
            ApiRequest request,
            CatalogArtifact artifact,
            String view,
            ContentView form,
            boolean download,
            Optional<String> sharedName) {
        if (form.webp().isPresent() || view.equals("thumb") || view.equals("poster")) {
            return Optional.empty();
        }
        String file = form.path().substring(form.path().lastIndexOf('/') + 1);
        String name = sharedName
                .map(shared -> shared + file.replaceFirst("^.*?(\\.[A-Za-z0-9]{1,8})?$", "$1"))
                .orElseGet(() -> artifact.view().record().runId() + "_" + file);
        return links.redirect(
                request,
                new StoreLinks.Wanted(
                        artifact.runPath(), form.path(), form.type(), name, download, sharedName.isPresent()));
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

    private DerivativeFinder.Served file(CatalogArtifact artifact, AssetRecord asset, ContentView form) {
        return derivatives.find(artifact.runPath(), output(artifact, asset), asset, form.path());
    }

    /** Returns the position of an output, which may be another one of the artifact's run. */
    private int output(CatalogArtifact artifact, AssetRecord asset) {
        return artifact.view().asset().filter(asset::equals).isPresent()
                ? artifact.view().position()
                : 1
                        + lookup.findRun(artifact.view().record().runId())
                                .map(run -> run.view().run().outputs().indexOf(asset))
                                .orElse(-1);
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
