package io.runfolio.api.security;

import io.runfolio.api.ApiException;
import io.runfolio.api.MediaTypes;
import io.runfolio.settings.HttpSettings;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Rules for the bodies of requests, checked before a body is read. Paths are in lower case. */
public final class BodyRules {
    /** Media type of the bytes of an upload in the tus protocol. */
    public static final String UPLOAD_BYTES = "application/offset+octet-stream";

    private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");
    private static final Pattern UPLOAD = Pattern.compile("/v1/uploads/[^/]+");
    /** Paths of POST requests without a body. */
    private static final Pattern BODILESS =
            Pattern.compile("/v1/session|/v1/runs/[^/]+/(cancel|retry)|/v1/uploads|/v1/retention/plans(/[^/]+/apply)?");

    /** Forms of pages that work without scripts. */
    private static final Pattern FORM = Pattern.compile("/s/[^/]+/unlock");

    /** Maximum number of bytes of a form, which anyone may send. */
    private static final int MAX_FORM_BYTES = 4096;

    private static final String FORM_TYPE = "application/x-www-form-urlencoded";

    private final HttpSettings settings;

    public BodyRules(HttpSettings settings) {
        this.settings = settings;
    }

    /**
     * Returns whether the body is read as a stream. Its size has limits of its own, which the resource checks while it
     * reads.
     */
    public boolean isStreamed(String method, String path, Map<String, String> headers) {
        String type = type(headers);
        return method.equals("PATCH") && UPLOAD.matcher(path).matches()
                || method.equals("POST") && path.equals("/v1/uploads") && type.equals(UPLOAD_BYTES)
                || method.equals("POST") && path.equals("/v1/events") && type.equals("multipart/form-data");
    }

    /** Returns the maximum number of bytes of a body that is not streamed. */
    public long maxBytes(String path) {
        return FORM.matcher(path).matches()
                ? Math.min(MAX_FORM_BYTES, settings.maxBodyBytes())
                : settings.maxBodyBytes();
    }

    /** @throws ApiException if the body is refused */
    void check(String method, String path, Map<String, String> headers) {
        boolean streamed = isStreamed(method, path, headers);
        if (!streamed && length(headers.getOrDefault("content-length", "0")) > maxBytes(path)) {
            throw tooLarge(maxBytes(path));
        }
        if (!WITH_BODY.contains(method)) {
            return;
        }
        if (!isUncoded(headers)) {
            throw new ApiException(
                    415,
                    ApiException.CONTENT_ENCODING_UNSUPPORTED,
                    "Compressed bodies are not supported: send it without Content-Encoding.");
        }
        if (streamed) {
            checkUpload(method, headers);
        } else if (FORM.matcher(path).matches()) {
            checkForm(type(headers));
        } else if (!BODILESS.matcher(path).matches()) {
            checkJson(type(headers));
        }
    }

    private static void checkForm(String type) {
        if (!type.equals(FORM_TYPE)) {
            throw new ApiException(415, "form_wanted", "Send a form with `Content-Type: " + FORM_TYPE + "`.");
        }
    }

    private static void checkUpload(String method, Map<String, String> headers) {
        if (method.equals("PATCH") && !type(headers).equals(UPLOAD_BYTES)) {
            throw new ApiException(
                    415, "upload_bytes_wanted", "Send the bytes with `Content-Type: " + UPLOAD_BYTES + "`.");
        }
    }

    private static void checkJson(String type) {
        if (type.equals("application/cloudevents-batch+json")) {
            throw new ApiException(
                    415, "batch_unsupported", "Batches are not supported: send each event in its own request.");
        }
        if (!type.equals("application/json") && !type.equals("application/cloudevents+json")) {
            throw new ApiException(415, "json_wanted", "Send JSON with `Content-Type: application/json`.");
        }
    }

    /** Returns the error for a body that exceeds the limit. */
    public static ApiException tooLarge(long limit) {
        return new ApiException(
                413,
                "too_large",
                "The body is larger than the limit of " + limit + " bytes: send less, or raise runfolio.http.max-body.",
                Map.of("limit", limit));
    }

    private static String type(Map<String, String> headers) {
        return MediaTypes.withoutParameters(headers.getOrDefault("content-type", ""));
    }

    private static boolean isUncoded(Map<String, String> headers) {
        String coding = headers.getOrDefault("content-encoding", "").strip();
        return coding.isEmpty() || coding.equalsIgnoreCase("identity");
    }

    private static long length(String text) {
        try {
            return Long.parseLong(text.strip());
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }
}
