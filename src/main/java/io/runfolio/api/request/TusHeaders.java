package io.runfolio.api.request;

import io.runfolio.api.ApiException;
import io.runfolio.api.ApiRequest;
import io.runfolio.upload.ChunkChecksum;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Headers of the tus protocol in one request. */
public record TusHeaders(ApiRequest request) {
    public static final String VERSION = "1.0.0";

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
    private static final Pattern KEY = Pattern.compile("[!-+\\--~]{1,100}");
    private static final int MAX_METADATA = 8 << 10;

    /**
     * Returns the headers of a request of the protocol.
     *
     * @throws ApiException 412 if the request has another version
     */
    public static TusHeaders required(ApiRequest request) {
        if (!request.header("tus-resumable").orElse("").equals(VERSION)) {
            throw new ApiException(
                    412,
                    "tus_version_unsupported",
                    "Send `Tus-Resumable: " + VERSION + "`, the version of this server.");
        }
        return new TusHeaders(request);
    }

    /** Returns the length of the whole file. */
    public long length() {
        return number("Upload-Length");
    }

    /** Returns the offset of the body in the file. */
    public long offset() {
        return number("Upload-Offset");
    }

    private long number(String name) {
        String text = request.header(name).orElse("").strip();
        if (!NUMBER.matcher(text).matches()) {
            throw invalid(name + " is required: a number of bytes in digits");
        }
        return Long.parseLong(text);
    }

    /** Returns the expected checksum of the body, if the request has one. */
    public Optional<ChunkChecksum> checksum() {
        Optional<String> header = request.header("upload-checksum");
        return header.map(text -> ChunkChecksum.parse(text)
                .orElseThrow(() -> new ApiException(
                        400,
                        "upload_headers_invalid",
                        "Upload-Checksum must be `sha1` or `sha256`, a space, and the checksum in Base64.")));
    }

    /** Returns the decoded metadata by key. */
    public Map<String, String> metadata() {
        String header = request.header("upload-metadata").orElse("").strip();
        if (header.length() > MAX_METADATA) {
            throw invalid("Upload-Metadata must have at most " + MAX_METADATA + " characters");
        }
        Map<String, String> metadata = new LinkedHashMap<>();
        for (String pair : header.isEmpty() ? new String[0] : header.split(",")) {
            String[] parts = pair.strip().split(" +", 2);
            if (!KEY.matcher(parts[0]).matches()
                    || metadata.put(parts[0], parts.length == 1 ? "" : decoded(parts[1])) != null) {
                throw invalid("Upload-Metadata must be unique keys with Base64 values and commas between them");
            }
        }
        return metadata;
    }

    private static String decoded(String base64) {
        try {
            byte[] bytes = Base64.getDecoder().decode(base64);
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw invalid("Upload-Metadata must have Base64 values of UTF-8 text");
        }
    }

    /** Returns the metadata header of an upload. */
    public static String metadata(String fileName, String mediaType) {
        return "filename " + encoded(fileName) + ",filetype " + encoded(mediaType);
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static ApiException invalid(String field) {
        return ApiException.invalid("upload_headers_invalid", List.of(field));
    }
}
