package io.runfolio.api.share;

import io.runfolio.api.ApiBody;
import io.runfolio.api.ApiException;
import io.runfolio.api.ApiRequest;
import io.runfolio.api.ApiResponse;
import io.runfolio.api.content.BundleFiles;
import io.runfolio.api.content.StoreLinks;
import io.runfolio.catalog.Catalog;
import io.runfolio.catalog.Catalog.CatalogArtifact;
import io.runfolio.files.StorageException;
import io.runfolio.share.PasswordAttempts;
import io.runfolio.share.Share;
import io.runfolio.share.ShareCounters;
import io.runfolio.share.SharePassword;
import io.runfolio.share.Shares;
import io.runfolio.share.UnlockCookie;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pages and files of share links for people without an account: {@code /s/{token}}.
 *
 * <p>A file is named by its number in the link and the name of a view, so no path and no id of a request is used.
 */
public final class SharePageResource {
    private static final Logger LOG = LoggerFactory.getLogger(SharePageResource.class);
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,2}");
    private static final String NO_ROBOTS = "noindex, nofollow, noarchive";
    private static final String WRONG = "This password is not right.";

    private final boolean enabled;
    private final Shares shares;
    private final ShareCounters counters;
    private final PasswordAttempts attempts;
    private final Catalog catalog;
    private final BundleFiles bundleFiles;
    private final SharedFiles files;
    private final String pagePolicy;
    private final Clock clock;

    SharePageResource(
            boolean enabled,
            Shares shares,
            ShareCounters counters,
            PasswordAttempts attempts,
            Catalog catalog,
            BundleFiles bundleFiles,
            SharedFiles files,
            String pagePolicy,
            Clock clock) {
        this.enabled = enabled;
        this.shares = shares;
        this.counters = counters;
        this.attempts = attempts;
        this.catalog = catalog;
        this.bundleFiles = bundleFiles;
        this.files = files;
        this.pagePolicy = pagePolicy;
        this.clock = clock;
    }

    /** {@code getSharedPage}. */
    public ApiResponse page(ApiRequest request) {
        String token = request.segment(1);
        Optional<Share> share = find(token);
        Optional<ApiResponse> refusal = refusal(share);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        if (isLocked(request, share.orElseThrow())) {
            return SharePage.locked(200, token, Optional.empty());
        }
        ApiResponse page =
                SharePage.of(share.get(), token, items(share.get())).with("Content-Security-Policy", pagePolicy);
        return watched(page, share.get(), () -> counters.viewed(share.get().id()));
    }

    /** {@code unlockSharedPage}. */
    public ApiResponse unlock(ApiRequest request) {
        String token = request.segment(1);
        Optional<Share> share = find(token);
        Optional<ApiResponse> refusal = refusal(share);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        if (!isLocked(request, share.orElseThrow())) {
            return opened(token);
        }
        String password = password(request);
        if (password.isEmpty()) {
            return SharePage.locked(403, token, Optional.of(WRONG));
        }
        try {
            return attempted(request, token, share.get(), password);
        } catch (StorageException e) {
            LOG.warn("no password of a link is compared, as attempts cannot be counted: {}", e.getMessage());
            return SharePage.locked(
                            503, token, Optional.of("Passwords cannot be checked at the moment: try again soon."))
                    .with("Retry-After", "5");
        }
    }

    private ApiResponse attempted(ApiRequest request, String token, Share share, String password) {
        return switch (attempts.attempt(share, request.client(), password)) {
            case RIGHT ->
                opened(token)
                        .with("Set-Cookie", UnlockCookie.setCookie(share, token, clock.instant(), request.isByTls()));
            case WRONG -> SharePage.locked(403, token, Optional.of(WRONG));
            case LIMITED ->
                SharePage.locked(429, token, Optional.of("Too many attempts: try again in some minutes."))
                        .with(
                                "Retry-After",
                                String.valueOf(attempts.retryAfter(share, request.client())
                                                .toSeconds()
                                        + 1));
            case BUSY ->
                SharePage.locked(429, token, Optional.of("Many people are opening links now: try again in a moment."))
                        .with("Retry-After", "2");
        };
    }

    private static ApiResponse opened(String token) {
        return ApiResponse.empty(303)
                .with("Location", "/s/" + token)
                .with("Cache-Control", "private, no-store")
                .with("X-Robots-Tag", NO_ROBOTS);
    }

    /** {@code getSharedFile}. */
    public ApiResponse file(ApiRequest request) {
        Share share = find(request.segment(1)).orElseThrow(SharePageResource::notFound);
        if (share.state(now()) != Share.State.ACTIVE) {
            throw ended();
        }
        if (isLocked(request, share)) {
            throw new ApiException(403, "password_needed", "Open the page of the link and enter its password first.");
        }
        String view = request.segment(4);
        int number = NUMBER.matcher(request.segment(3)).matches() ? Integer.parseInt(request.segment(3)) : 0;
        if (number < 1 || number > share.artifactIds().size()) {
            throw notFound();
        }
        String id = share.artifactIds().get(number - 1);
        CatalogArtifact artifact = catalog.artifact(id).orElseThrow(SharePageResource::removed);
        if (view.equals(SharedItem.TEXT)) {
            return watched(text(artifact), share, () -> {});
        }
        boolean isAllowed = artifact.view()
                .asset()
                .filter(asset -> SharedItem.isAllowed(share, asset, view))
                .isPresent();
        if (!isAllowed) {
            throw notFound();
        }
        boolean original = view.equals(SharedItem.ORIGINAL);
        ApiResponse response =
                files.serve(request, id, view, original, "shared-" + number).with("X-Robots-Tag", NO_ROBOTS);
        if (StoreLinks.isRedirect(response)) {
            if (original && request.sent().equals("GET")) {
                counters.downloaded(share.id());
            }
            return response;
        }
        response = response.with("Cache-Control", "private, no-cache");
        boolean counts = original && SharedFiles.isFirstPart(response);
        return watched(response, share, counts ? () -> counters.downloaded(share.id()) : () -> {});
    }

    /** Returns the whole text of an artifact without a file. */
    private static ApiResponse text(CatalogArtifact artifact) {
        List<String> texts = SharedItem.texts(artifact);
        if (texts.isEmpty()) {
            throw notFound();
        }
        byte[] whole = String.join("\n\n", texts).concat("\n").getBytes(StandardCharsets.UTF_8);
        return ApiResponse.bytes(200, "text/plain; charset=utf-8", whole)
                .with("Cache-Control", "private, no-cache")
                .with("X-Robots-Tag", NO_ROBOTS);
    }

    /** A revocation ends a response that is being sent; the expiry lets it finish. */
    private ApiResponse watched(ApiResponse response, Share share, Runnable onSend) {
        return response.body() instanceof ApiBody.None
                ? response
                : new ApiResponse(
                        response.status(),
                        response.headers(),
                        new ApiBody.Watched(response.body(), () -> !shares.isRevoked(share.id()), onSend));
    }

    private Optional<Share> find(String token) {
        return enabled ? shares.find(token) : Optional.empty();
    }

    private Optional<ApiResponse> refusal(Optional<Share> share) {
        if (share.isEmpty()) {
            return Optional.of(SharePage.message(
                    404, "Nothing here", "There is no such link. Check that you have copied all of it."));
        }
        if (share.get().state(now()) != Share.State.ACTIVE) {
            return Optional.of(
                    SharePage.message(410, "This link has ended", "Ask the person who sent it to you for a new one."));
        }
        return Optional.empty();
    }

    private Instant now() {
        return clock.instant();
    }

    private boolean isLocked(ApiRequest request, Share share) {
        return share.password().isPresent()
                && !UnlockCookie.isIn(request.header("cookie").orElse(""), share, now());
    }

    private List<SharedItem> items(Share share) {
        List<SharedItem> items = new ArrayList<>();
        SharedText.Room room = new SharedText.Room();
        for (String id : share.artifactIds()) {
            items.add(SharedItem.of(share, items.size() + 1, catalog.artifact(id), bundleFiles, room));
        }
        return items;
    }

    /** Returns the password of a form; an empty text if it is missing or repeated. */
    private static String password(ApiRequest request) {
        List<String> found = new ArrayList<>();
        for (String pair : new String(request.body(), StandardCharsets.UTF_8).split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0
                    && ApiRequest.decoded(pair.substring(0, equals), true).equals("password")) {
                found.add(ApiRequest.decoded(pair.substring(equals + 1), true));
            }
        }
        return found.size() == 1 && found.get(0).length() <= SharePassword.MAX_LENGTH ? found.get(0) : "";
    }

    private static ApiException notFound() {
        return ApiException.notFound("content_not_found", "There is no such file.");
    }

    private static ApiException removed() {
        return new ApiException(410, "binary_removed", "This file is no longer available.");
    }

    private static ApiException ended() {
        return new ApiException(410, "link_ended", "This link has ended.");
    }
}
