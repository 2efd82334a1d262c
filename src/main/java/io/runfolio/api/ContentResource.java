package io.runfolio.api;

import io.runfolio.catalog.Catalog;
import io.runfolio.catalog.Catalog.CatalogArtifact;
import io.runfolio.run.AssetRecord;
import io.runfolio.run.DerivativeKind;
import io.runfolio.run.DerivativeRecord;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The files of artifacts: {@code /v1/artifacts/{id}/content/{view}} and {@code /v1/storage/{storageKey}}. */
public final class ContentResource {
    private static final Map<String, String> SERVED_AS = Map.of(
            "raw.webp",
            "image/webp",
            "processed.webp",
            "image/webp",
            "raw.mp4",
            "video/mp4",
            "processed.mp4",
            "video/mp4");
    private static final List<String> VIEWS = List.of("original", "web", "thumb", "poster");

    private final Answers answers;
    private final BundleFiles files;

    ContentResource(Catalog catalog, BundleFiles files) {
        this.answers = new Answers(catalog);
        this.files = files;
    }

    /** {@code getArtifactContent}. */
    public ApiResponse content(ApiRequest request) {
        Parameters parameters = new Parameters(request);
        boolean download = parameters.flag("download");
        String view = request.segment(4);
        if (!SERVED_AS.containsKey(view) && !VIEWS.contains(view)) {
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
        if (!SERVED_AS.containsKey(view)) {
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
        Optional<OtherRaw> raw =
                view.startsWith("raw.") ? OtherRaw.of(artifact.view().record().content(), asset) : Optional.empty();
        Form form = (raw.isPresent() ? form(raw.get(), SERVED_AS.get(view)) : form(asset, view))
                .orElseThrow(() ->
                        ApiException.notFound("content_not_found", "The artifact's file has no form " + view + "."));
        BundleFiles.Found found = files.find(artifact.runPath(), form.path());
        if (found.state() == BundleFiles.State.NO_SUCH) {
            throw ApiException.notFound("content_not_found", "No bundle can hold such a file.");
        }
        if (found.state() == BundleFiles.State.REMOVED) {
            throw new ApiException(410, "binary_removed", "The file is not here any more; its record is.");
        }
        String name = artifact.view().record().runId() + "_" + found.file().getFileName();
        return new FileAnswer(found.file(), form.type(), name, form.tag(found.file()), !form.original())
                .to(request, download);
    }

    /** One of the files that an asset has. */
    private record Form(String path, String type, Optional<String> sha256, boolean original) {
        String tag(Path file) {
            return sha256.orElseGet(() -> FileTag.of(file));
        }
    }

    private static Optional<Form> form(OtherRaw raw, String type) {
        return raw.file(type).map(path -> new Form(path, type, Optional.empty(), false));
    }

    private static Optional<Form> form(AssetRecord asset, String view) {
        return switch (view) {
            case "original" -> original(asset);
            case "web" -> derivative(asset, DerivativeKind.WEB, asset.webPath());
            case "thumb" -> derivative(asset, DerivativeKind.THUMB, asset.thumbPath());
            case "poster" -> derivative(asset, DerivativeKind.POSTER, asset.posterPath());
            default -> servedAs(asset, SERVED_AS.get(view));
        };
    }

    /** The web derivative if it is of that type, else the original if that is. */
    private static Optional<Form> servedAs(AssetRecord asset, String type) {
        return derivative(asset, DerivativeKind.WEB, asset.webPath())
                .filter(form -> form.type().equals(type))
                .or(() -> original(asset).filter(form -> form.type().equals(type)));
    }

    private static Optional<Form> original(AssetRecord asset) {
        return Optional.ofNullable(asset.relativePath())
                .filter(path -> asset.bytes() != null)
                .map(path -> new Form(
                        path,
                        Optional.ofNullable(asset.mimeType()).orElseGet(() -> MediaTypes.of(path)),
                        Optional.ofNullable(asset.sha256()),
                        true));
    }

    private static Optional<Form> derivative(AssetRecord asset, DerivativeKind kind, String path) {
        Optional<DerivativeRecord> record = MediaJson.record(asset, kind);
        return Optional.ofNullable(path)
                .map(place -> new Form(
                        place,
                        record.map(DerivativeRecord::mimeType).orElseGet(() -> MediaTypes.of(place)),
                        record.map(DerivativeRecord::sha256),
                        false));
    }
}
