package io.runfolio.upload;

import io.runfolio.files.SourceUrl;
import io.runfolio.run.AssetKind;
import io.runfolio.run.AssetSource;
import io.runfolio.run.RunRequest;
import io.runfolio.run.RunRequestBuilder;
import io.runfolio.upload.UploadStore.Announcement;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Map;

/** Moves large files inside a request, as {@code data:} URLs, to uploads: an event has a size limit. */
public final class EmbeddedFiles {
    /** Maximum length of a {@code data:} URL that stays in the event. */
    private static final int MAX_INLINE = 32 << 10;

    private final Uploads uploads;

    public EmbeddedFiles(Uploads uploads) {
        this.uploads = uploads;
    }

    /**
     * Replaces large {@code data:} URLs of inputs and outputs by references to uploads.
     *
     * <p>Every file is on disk when this returns, and is kept for the event.
     *
     * @param owner owner of the uploads
     * @param request fields of the event; changed in place
     */
    public void store(String owner, String eventId, Map<String, Object> request) {
        RunRequestBuilder references = RunRequest.builder("unknown", "unknown");
        boolean stored =
                store(owner, request.get("inputs"), references) | store(owner, request.get("outputs"), references);
        if (stored) {
            uploads.events().keep(owner, eventId, references.build());
        }
    }

    private boolean store(String owner, Object assets, RunRequestBuilder references) {
        boolean stored = false;
        int position = 0;
        for (Object each : assets instanceof List<?> list ? list : List.of()) {
            position++;
            @SuppressWarnings("unchecked") // adapters make assets of maps with text keys
            Map<String, Object> asset = (Map<String, Object>) each;
            if (asset.get("source_path") instanceof String path
                    && path.length() > MAX_INLINE
                    && SourceUrl.isData(path)) {
                String reference = UploadReference.SCHEME + upload(owner, path, asset, position);
                asset.put("source_path", reference);
                references.input(
                        new AssetSource(AssetKind.OTHER, reference, "embedded", null, null, List.of(), Map.of()));
                stored = true;
            }
        }
        return stored;
    }

    /** Returns the id of the upload. */
    private String upload(String owner, String url, Map<String, Object> asset, int position) {
        SourceUrl.Data data = SourceUrl.decode(url);
        // an upload has no name of its own, and the original's extension comes from a name
        asset.putIfAbsent("original_filename", asset.get("role") + "-" + position + extension(data.type()));
        Announcement file = new Announcement(owner, String.valueOf(asset.get("original_filename")), data.type());
        return uploads.store()
                .receive(file, new ByteArrayInputStream(data.bytes()))
                .id();
    }

    private static String extension(String type) {
        return switch (type) {
            case "image/jpeg" -> ".jpg";
            case "image/png", "image/webp", "image/gif", "image/avif", "video/mp4", "video/webm", "audio/wav" ->
                "." + type.substring(type.indexOf('/') + 1);
            default -> "";
        };
    }
}
