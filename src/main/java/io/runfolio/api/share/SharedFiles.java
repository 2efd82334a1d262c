package io.runfolio.api.share;

import io.runfolio.api.ApiBody;
import io.runfolio.api.ApiException;
import io.runfolio.api.ApiRequest;
import io.runfolio.api.ApiResponse;
import io.runfolio.api.resource.ContentResource;
import java.util.Set;

/**
 * Serves files of artifacts to people without an account.
 *
 * <p>Errors and headers of the usual route may name runs, prompts and files, so none of them is passed on.
 */
final class SharedFiles {
    private static final Set<Integer> FILE = Set.of(200, 206, 304, 307, 416);

    private final ContentResource content;

    SharedFiles(ContentResource content) {
        this.content = content;
    }

    /**
     * Returns a file.
     *
     * @param name file name for downloads, without its extension
     * @throws ApiException with a plain message if there is no such file
     */
    ApiResponse serve(ApiRequest request, String artifactId, String view, boolean download, String name) {
        ApiResponse response;
        try {
            response = content.file(request, artifactId, view, download, name);
        } catch (ApiException e) {
            throw plain(e.status());
        }
        if (!FILE.contains(response.status())) {
            throw plain(response.status());
        }
        String disposition = response.headers().getOrDefault("Content-Disposition", "");
        String kind = disposition.startsWith("inline") ? "inline" : "attachment";
        return disposition.isEmpty()
                ? response
                : response.with("Content-Disposition", kind + "; filename=\"" + name + extension(disposition) + "\"");
    }

    private static String extension(String disposition) {
        return disposition.replaceFirst("^.*?filename=\"[^\"]*?(\\.[A-Za-z0-9]{1,8})?\".*$", "$1");
    }

    private static ApiException plain(int status) {
        return switch (status) {
            case 410 -> new ApiException(410, "binary_removed", "This file is no longer available.");
            case 202, 429, 503 ->
                new ApiException(503, "unavailable", "This file is not available at the moment: try again soon.");
            default -> ApiException.notFound("content_not_found", "There is no such file.");
        };
    }

    /** Returns whether a response sends the first byte of a file. */
    static boolean isFirstPart(ApiResponse response) {
        return response.body() instanceof ApiBody.FilePart part && part.offset() == 0;
    }
}
