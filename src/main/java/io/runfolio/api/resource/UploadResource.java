package io.runfolio.api.resource;

import io.runfolio.api.ApiRequest;
import io.runfolio.api.ApiResponse;
import io.runfolio.api.MediaTypes;
import io.runfolio.api.request.QueryParameters;
import io.runfolio.api.request.TusHeaders;
import io.runfolio.api.security.BodyRules;
import io.runfolio.files.RunfolioException;
import io.runfolio.upload.ChunkChecksum;
import io.runfolio.upload.Upload;
import io.runfolio.upload.UploadStore;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Resumable uploads by the tus protocol 1.0: {@code /v1/uploads}. */
public final class UploadResource {
    private static final String EXTENSIONS = "creation,creation-with-upload,checksum,expiration,termination";
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.RFC_1123_DATE_TIME.withZone(ZoneOffset.UTC);

    private final UploadStore store;
    private final long maxBytes;

    /** @param maxBytes size of the largest file */
    UploadResource(UploadStore store, long maxBytes) {
        this.store = store;
        this.maxBytes = maxBytes;
    }

    /** {@code getUploadOptions}. */
    public ApiResponse options(ApiRequest request) {
        new QueryParameters(request).check();
        return tus(ApiResponse.json(200, Map.of("maxBytes", maxBytes)))
                .with("Tus-Version", TusHeaders.VERSION)
                .with("Tus-Extension", EXTENSIONS)
                .with("Tus-Max-Size", String.valueOf(maxBytes))
                .with("Tus-Checksum-Algorithm", String.join(",", ChunkChecksum.ALGORITHMS));
    }

    /** {@code createUpload}. */
    public ApiResponse create(ApiRequest request) {
        new QueryParameters(request).check();
        TusHeaders headers = TusHeaders.required(request);
        Map<String, String> metadata = headers.metadata();
        boolean withBytes = MediaTypes.withoutParameters(
                        request.header("content-type").orElse(""))
                .equals(BodyRules.UPLOAD_BYTES);
        Optional<ChunkChecksum> checksum = headers.checksum();
        Upload upload = store.create(
                new UploadStore.Announcement(
                        UploadOwner.of(request.caller()),
                        metadata.getOrDefault("filename", ""),
                        metadata.getOrDefault("filetype", "")),
                headers.length());
        if (withBytes) {
            upload = appendFirst(upload, request, checksum);
        }
        return state(ApiResponse.empty(201), upload).with("Location", "/v1/uploads/" + upload.id());
    }

    /** Appends the first bytes; without them the client would not learn of the upload, so it is deleted. */
    private Upload appendFirst(Upload upload, ApiRequest request, Optional<ChunkChecksum> checksum) {
        try {
            return store.append(upload.owner(), upload.id(), 0, contentLength(request), request.content(), checksum);
        } catch (RunfolioException e) {
            store.discard(upload);
            throw e;
        }
    }

    /** {@code getUpload}: the state in headers for the protocol, and as JSON. */
    public ApiResponse get(ApiRequest request) {
        new QueryParameters(request).check();
        Upload upload = store.find(UploadOwner.of(request.caller()), request.segment(2));
        return state(ApiResponse.json(200, json(upload)), upload)
                .with("Upload-Length", String.valueOf(upload.length()))
                .with("Upload-Metadata", TusHeaders.metadata(upload.fileName(), upload.mediaType()))
                .with("Cache-Control", "no-store");
    }

    /** {@code appendUpload}. */
    public ApiResponse append(ApiRequest request) {
        new QueryParameters(request).check();
        TusHeaders headers = TusHeaders.required(request);
        Upload upload = store.append(
                UploadOwner.of(request.caller()),
                request.segment(2),
                headers.offset(),
                contentLength(request),
                request.content(),
                headers.checksum());
        return state(ApiResponse.empty(204), upload);
    }

    /** {@code deleteUpload}. */
    public ApiResponse delete(ApiRequest request) {
        new QueryParameters(request).check();
        TusHeaders.required(request);
        store.delete(UploadOwner.of(request.caller()), request.segment(2));
        return tus(ApiResponse.empty(204));
    }

    private static OptionalLong contentLength(ApiRequest request) {
        return request.header("content-length")
                .map(Long::parseLong)
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty());
    }

    private static ApiResponse state(ApiResponse response, Upload upload) {
        return tus(response)
                .with("Upload-Offset", String.valueOf(upload.offset()))
                .with("Upload-Expires", HTTP_DATE.format(upload.expiresAt()));
    }

    private static ApiResponse tus(ApiResponse response) {
        return response.with("Tus-Resumable", TusHeaders.VERSION);
    }

    static Map<String, Object> json(Upload upload) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", upload.id());
        json.put("sourcePath", upload.sourcePath());
        json.put("fileName", upload.fileName());
        json.put("mediaType", upload.mediaType());
        json.put("length", upload.length());
        json.put("offset", upload.offset());
        json.put("complete", upload.isComplete());
        json.put("sha256", upload.isComplete() ? upload.sha256() : null);
        json.put("createdAt", upload.createdAt().toString());
        json.put("expiresAt", upload.expiresAt().toString());
        return json;
    }
}
