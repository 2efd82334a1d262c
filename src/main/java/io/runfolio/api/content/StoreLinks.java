package io.runfolio.api.content;

import io.runfolio.api.ApiBody;
import io.runfolio.api.ApiRequest;
import io.runfolio.api.ApiResponse;
import io.runfolio.api.MediaTypes;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.settings.mirror.StoreSettings;
import io.runfolio.store.FileLink;
import io.runfolio.store.object.LinkOptions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Redirects requests for originals and web derivatives to the object store of the bundles.
 *
 * <p>The right to the file is checked before. Whoever has the link can read this one file until it expires.
 */
public final class StoreLinks {
    private static final int TEMPORARY_REDIRECT = 307;

    private final BundleLayout layout;
    private final BundleFiles files;
    private final Optional<Duration> validity;

    public StoreLinks(BundleLayout layout, BundleFiles files, StoreSettings settings) {
        this.layout = layout;
        this.files = files;
        this.validity = settings.redirect();
    }

    /**
     * A file that is asked for.
     *
     * @param path path in the bundle
     * @param type media type
     * @param name file name for downloads
     * @param isDownload whether it is to be saved
     * @param isShared whether the client must not learn the run or the path
     */
    public record Wanted(String runPath, String path, String type, String name, boolean isDownload, boolean isShared) {}

    /**
     * Returns the redirect to a file; empty if this server serves it.
     *
     * <p>It does so without the setting, for a file that is not there, and for a request that did not come over HTTP.
     */
    public Optional<ApiResponse> redirect(ApiRequest request, Wanted wanted) {
        if (validity.isEmpty() || request.sent().isEmpty() || !files.exists(wanted.runPath(), wanted.path())) {
            return Optional.empty();
        }
        String type = MediaTypes.checked(wanted.type());
        LinkOptions options = new LinkOptions(
                validity.get(),
                request.sent().equals("HEAD"),
                Optional.of(type),
                Optional.of(FileResponse.disposition(wanted.name(), type, wanted.isDownload())));
        return layout.store()
                .link(wanted.runPath(), wanted.path(), options)
                .filter(link -> link.isAnonymous() || !wanted.isShared())
                .map(StoreLinks::redirect);
    }

    private static ApiResponse redirect(FileLink link) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Location", link.uri().toASCIIString());
        headers.put("Cache-Control", "private, no-store");
        return new ApiResponse(TEMPORARY_REDIRECT, headers, new ApiBody.None());
    }

    /** Returns whether a response leads to the store. */
    public static boolean isRedirect(ApiResponse response) {
        return response.status() == TEMPORARY_REDIRECT;
    }

    /** Returns a policy for pages that lets them show pictures, clips and sounds from the store, too. */
    public String pagePolicy(String policy) {
        return validity.flatMap(set -> layout.store().linkOrigin())
                .map(origin -> policy.replace("img-src 'self'", "img-src 'self' " + origin)
                        .replace("media-src 'self'", "media-src 'self' " + origin))
                .orElse(policy);
    }
}
