package io.runfolio.api.share;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.api.ApiException;
import io.runfolio.api.ApiRequest;
import io.runfolio.api.ApiResponse;
import io.runfolio.api.content.StoreLinks;
import io.runfolio.api.request.BodyFields;
import io.runfolio.api.resource.ContentResource;
import io.runfolio.catalog.Catalog;
import io.runfolio.settings.ShareSettings;
import io.runfolio.share.ShareException;
import io.runfolio.share.ShareExpiry;
import io.runfolio.share.SignedUrl;
import io.runfolio.share.SigningKeys;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Signed URLs of single files: {@code /v1/artifacts/{id}/signed-url} and {@code /signed/{id}/{view}}. */
public final class SignedUrlResource {
    private static final String DEFAULT_LIFE = "1h";
    /** Time for which caches need not ask again; a removed key ends its URLs within it. */
    private static final long MAX_CACHE_SECONDS = 300;

    private final ShareSettings settings;
    private final Supplier<SigningKeys> keys;
    private final Catalog catalog;
    private final SharedFiles files;
    private final Clock clock;

    SignedUrlResource(
            ShareSettings settings, Supplier<SigningKeys> keys, Catalog catalog, SharedFiles files, Clock clock) {
        this.settings = settings;
        this.keys = keys;
        this.catalog = catalog;
        this.files = files;
        this.clock = clock;
    }

    /** {@code signUrl}. */
    public ApiResponse sign(ApiRequest request, JsonNode body) {
        BodyFields fields = BodyFields.of(body);
        String view = fields.optionalText("view", 30).orElse("web");
        String expires = fields.optionalText("expires", 40).orElse(DEFAULT_LIFE);
        boolean download = fields.optionalFlag("download");
        if (!ContentResource.isView(view)) {
            fields.refuse("view", "must be one of " + ContentResource.views());
        }
        fields.noOthers().check("signed_url_invalid");
        String id = request.segment(2);
        if (catalog.artifact(id).isEmpty()) {
            throw ApiException.artifactNotFound();
        }
        SigningKeys current = keys.get();
        SignedUrl url = SignedUrl.of(current, id, view, end(expires), download)
                .orElseThrow(() -> new ApiException(
                        409, "signing_off", "This server has no signing key: set runfolio.http.signing-keys-file."));
        Map<String, Object> json = new LinkedHashMap<>();
        String path = url.target(current);
        json.put("path", path);
        json.put("url", settings.baseUrl().map(base -> base + path).orElse(null));
        json.put("expiresAt", Instant.ofEpochSecond(url.expires()).toString());
        json.put("keyId", url.keyId());
        return ApiResponse.json(201, json);
    }

    private Instant end(String expires) {
        try {
            return ShareExpiry.parse(expires, clock.instant(), settings.maxSignedLifetime());
        } catch (ShareException e) {
            throw ApiException.invalid("signed_url_invalid", List.of(e.getMessage()));
        }
    }

    /** {@code getSignedFile}. */
    public ApiResponse file(ApiRequest request) {
        SignedUrl.Signed signed = SignedUrl.parse(request.segment(1), request.segment(2), request.query())
                .filter(one -> ContentResource.isView(one.url().view()))
                .orElseThrow(SignedUrlResource::invalid);
        SignedUrl url = signed.url();
        Instant now = clock.instant();
        switch (url.verify(signed.signature(), keys.get(), now, settings.maxSignedLifetime())) {
            case INVALID -> throw invalid();
            case EXPIRED -> throw new ApiException(410, "url_expired", "This URL has expired: ask for a new one.");
            case VALID -> {}
        }
        long left = Duration.between(now, Instant.ofEpochSecond(url.expires())).toSeconds();
        String name = url.artifactId() + "-" + url.view().replace('.', '-');
        ApiResponse response = files.serve(request, url.artifactId(), url.view(), url.download(), name);
        return (StoreLinks.isRedirect(response)
                        ? response
                        : response.with("Cache-Control", "private, max-age=" + Math.min(MAX_CACHE_SECONDS, left)))
                .with("Cross-Origin-Resource-Policy", "cross-origin")
                .with("Access-Control-Allow-Origin", "*")
                .with("X-Robots-Tag", "noindex");
    }

    private static ApiException invalid() {
        return new ApiException(
                403, "signature_invalid", "This URL is not valid: it was changed, or its key was removed.");
    }
}
