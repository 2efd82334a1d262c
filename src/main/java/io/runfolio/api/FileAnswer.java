package io.runfolio.api;

import io.runfolio.run.StorageErrors;
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
 * Answers with a file or a range of it (RFC 9110, sections 13 and 14).
 *
 * <p>Nothing in it is run, whatever it holds: its type is said and not guessed, a policy forbids scripts and gives it an origin of its own, and what browsers would run is sent for saving.
 *
 * @param file where it is
 * @param type its MIME type
 * @param name its name when it is saved
 * @param tag what tells its content, such as its checksum
 * @param unchanging whether it will never have other content
 */
record FileAnswer(Path file, String type, String name, String tag, boolean unchanging) {
    /** Type and tag may come from a record that others wrote. */
    FileAnswer {
        type = MediaTypes.checked(type);
        tag = TAG.matcher(tag).matches() ? tag : FileTag.of(file);
    }

    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9:._-]{1,200}");
    private static final String SANDBOX =
            "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; media-src 'self'; sandbox";

    ApiResponse to(ApiRequest request, boolean download) {
        long size = size();
        Map<String, String> headers = headers(download);
        if (Conditions.matches(request, headers.get("ETag"))) {
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
            return Problems.answer(
                            416,
                            "range_not_satisfiable",
                            "The file has " + size + " bytes; the range has none of them.")
                    .with("Content-Range", "bytes */" + size);
        }
        ByteRange part = range.get();
        headers.put("Content-Range", "bytes " + part.first() + "-" + part.last() + "/" + size);
        return new ApiResponse(206, headers, new ApiBody.FilePart(file, part.first(), part.length()));
    }

    private Map<String, String> headers(boolean download) {
        Map<String, String> headers = new LinkedHashMap<>();
        boolean harmless = MediaTypes.isHarmless(type);
        headers.put("Content-Type", type);
        headers.put("ETag", "\"" + tag + "\"");
        headers.put("Accept-Ranges", "bytes");
        headers.put("Cache-Control", unchanging ? "private, max-age=31536000, immutable" : "private, no-cache");
        headers.put("Content-Security-Policy", SANDBOX);
        headers.put("Content-Disposition", disposition(download || !harmless));
        return headers;
    }

    private String disposition(boolean save) {
        String ascii = name.replaceAll("[^A-Za-z0-9._-]", "_");
        String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
        return (save ? "attachment" : "inline") + "; filename=\"" + ascii + "\"; filename*=UTF-8''" + encoded;
    }

    private long size() {
        try {
            return Files.size(file);
        } catch (NoSuchFileException e) {
            throw new ApiException(410, "binary_removed", "The file is not here any more; its record is.");
        } catch (IOException e) {
            throw StorageErrors.translate(e, "A file cannot be read");
        }
    }
}
