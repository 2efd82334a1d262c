package io.runfolio.api.content;

import io.runfolio.api.ApiException;
import io.runfolio.api.ApiRequest;
import io.runfolio.api.ApiResponse;
import io.runfolio.api.MediaTypes;
import io.runfolio.api.request.ConditionalRequests;
import io.runfolio.catalog.Catalog.CatalogArtifact;
import io.runfolio.files.StorageErrors;
import io.runfolio.run.AssetRecord;
import io.runfolio.run.extras.AssetExtras;
import io.runfolio.run.extras.AssetPreview;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Serves files for previews: storyboards with their cues, and the peaks of sounds. */
public final class PreviewFiles {
    /** Cues of 200 tiles have less than 20 kB. */
    private static final int MAX_CUE_BYTES = 1 << 18;

    private static final Pattern PICTURE_OF_CUE = Pattern.compile("(?m)^[^#\\r\\n]*+#xywh=");

    private final DerivativeFinder derivatives;

    public PreviewFiles(DerivativeFinder derivatives) {
        this.derivatives = derivatives;
    }

    /**
     * Responds with a file.
     *
     * @param name one of {@link AssetPreview#NAMES}
     * @throws ApiException 404 if the artifact has no such file, 410 if it is gone, 503 if it is being made
     */
    public ApiResponse serve(
            ApiRequest request, CatalogArtifact artifact, AssetRecord asset, String name, boolean download) {
        AssetPreview preview = AssetExtras.of(asset).previews().stream()
                .filter(made -> made.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> ApiException.notFound("content_not_found", "The artifact has no view " + name + "."));
        DerivativeFinder.Served found =
                derivatives.find(artifact.runPath(), artifact.view().position(), asset, preview.relativePath());
        if (name.equals(AssetPreview.STORYBOARD_CUES) && !download) {
            return ConditionalRequests.cached(request, MediaTypes.of(name), cues(found.file()), "private, no-cache");
        }
        String fileName = artifact.view().record().runId() + "_" + found.file().getFileName();
        String tag = preview.sha256().filter(sum -> found.isRecorded()).orElseGet(() -> FileETag.of(found.file()));
        return new FileResponse(found.file(), MediaTypes.of(name), fileName, tag, false).respond(request, download);
    }

    /** Returns the cues with the address of the picture beside them instead of its file name. */
    private static byte[] cues(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            String text = new String(in.readNBytes(MAX_CUE_BYTES), StandardCharsets.UTF_8);
            return PICTURE_OF_CUE
                    .matcher(text)
                    .replaceAll(AssetPreview.STORYBOARD + "#xywh=")
                    .getBytes(StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw ApiException.binaryRemoved();
        } catch (IOException e) {
            throw StorageErrors.translate(e, "A file cannot be read");
        }
    }
}
