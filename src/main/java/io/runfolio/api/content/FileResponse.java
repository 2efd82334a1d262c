package io.runfolio.api.content;

import io.runfolio.api.ApiBody;
import io.runfolio.api.ApiException;
import io.runfolio.api.ApiRequest;
import io.runfolio.api.ApiResponse;
import io.runfolio.api.MediaTypes;
import io.runfolio.api.ProblemDetails;
import io.runfolio.api.request.ConditionalRequests;
import io.runfolio.files.StorageErrors;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Responds with a file or a range of it (RFC 9110, sections 13 and 14).
 *
 * <p>Browsers never execute a served file: its type is not sniffed, a policy forbids scripts and isolates its origin,
 * and executable types are sent as a download.
 *
 * @param file file to send
 * @param type media type
 * @param name file name for downloads
 * @param tag ETag value, such as the checksum
 * @param unchanging whether the content never changes
 */
public record FileResponse(Path file, String type, String name, String tag, boolean unchanging) {
    /** Type and tag may come from records that others wrote. */
    public FileResponse {
        type = MediaTypes.checked(type);
        tag = TAG.matcher(tag).matches() ? tag : FileETag.of(file);
    }

    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9:._-]{1,200}");
    private static final String SANDBOX =
            "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; media-src 'self'; sandbox";

    public ApiResponse respond(ApiRequest request, boolean download) {
        long size = size();
        Map<String, String> headers = headers(download);
        if (ConditionalRequests.matches(request, headers.get("ETag"))) {
            return new ApiResponse(304, headers, new ApiBody.None());
        }
        Optional<ByteRange> range = request.header("range")
                .filter(text ->
                        request.header("if-range").orElse(headers.get("ETag")).equals(headers.get("ETag")))
                .flatMap(text -> ByteRange.of(text, size));
        if (range.isEmpty()) {
            return new ApiResponse(200, headers, new ApiBody.FilePart(file, 0, size));
        }
        if (range.get().isEmpty()) {
            return ProblemDetails.response(
                            416,
                            "range_not_satisfiable",
                            "The file has " + size + " bytes: the range is outside of it.")
                    .with("Content-Range", "bytes */" + size);
        }
        ByteRange part = range.get();
        headers.put("Content-Range", "bytes " + part.first() + "-" + part.last() + "/" + size);
        return new ApiResponse(206, headers, new ApiBody.FilePart(file, part.first(), part.length()));
    }

    private Map<String, String> headers(boolean download) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", type);
        headers.put("ETag", "\"" + tag + "\"");
        headers.put("Accept-Ranges", "bytes");
        headers.put("Cache-Control", unchanging ? "private, max-age=31536000, immutable" : "private, no-cache");
        headers.put("Content-Security-Policy", SANDBOX);
        headers.put("Content-Disposition", disposition(name, type, download));
        return headers;
    }

    /** Returns the header for a file; one that a browser could execute is always a download. */
    static String disposition(String name, String type, boolean download) {
        boolean save = download || !MediaTypes.isHarmless(type);
        String ascii = name.replaceAll("[^A-Za-z0-9._-]", "_");
        String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
        return (save ? "attachment" : "inline") + "; filename=\"" + ascii + "\"; filename*=UTF-8''" + encoded;
    }

    private long size() {
        try {
            return Files.size(file);
        } catch (NoSuchFileException e) {
            throw ApiException.binaryRemoved();
        } catch (IOException e) {
            throw StorageErrors.translate(e, "A file cannot be read");
        }
    }
}
