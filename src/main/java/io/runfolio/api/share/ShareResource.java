package io.runfolio.api.share;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.api.ApiException;
import io.runfolio.api.ApiRequest;
import io.runfolio.api.ApiResponse;
import io.runfolio.api.Caller;
import io.runfolio.api.Scope;
import io.runfolio.api.request.BodyFields;
import io.runfolio.api.request.QueryParameters;
import io.runfolio.catalog.Catalog;
import io.runfolio.settings.ShareSettings;
import io.runfolio.share.Share;
import io.runfolio.share.ShareCounters;
import io.runfolio.share.ShareCounts;
import io.runfolio.share.ShareException;
import io.runfolio.share.ShareExpiry;
import io.runfolio.share.ShareKind;
import io.runfolio.share.ShareRequest;
import io.runfolio.share.SharedFact;
import io.runfolio.share.Shares;
import java.time.Clock;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Creates, lists and revokes share links: {@code /v1/shares}.
 *
 * <p>A token with the scope {@code share} sees and revokes its own links, one with {@code admin} all.
 */
public final class ShareResource {
    private static final List<String> STATES = List.of("active", "expired", "revoked");
    private static final String DEFAULT_LIFE = "7d";
    private static final int MAX_ID_LENGTH = 100;

    private final ShareSettings settings;
    private final Shares shares;
    private final ShareCounters counters;
    private final Catalog catalog;
    private final Runnable rootCheck;
    private final Clock clock;

    /** @param rootCheck fails if the volume of the outputs folder is missing */
    ShareResource(
            ShareSettings settings,
            Shares shares,
            ShareCounters counters,
            Catalog catalog,
            Runnable rootCheck,
            Clock clock) {
        this.settings = settings;
        this.shares = shares;
        this.counters = counters;
        this.catalog = catalog;
        this.rootCheck = rootCheck;
        this.clock = clock;
    }

    /** {@code createShare}. */
    public ApiResponse create(ApiRequest request, JsonNode body) {
        if (!settings.enabled()) {
            throw new ApiException(
                    409, "sharing_off", "Share links are off on this server: set runfolio.share.enabled=true.");
        }
        ShareRequest wanted = wanted(request.caller(), body);
        List<String> unknown = wanted.artifactIds().stream()
                .filter(id -> catalog.artifact(id).isEmpty())
                .toList();
        if (!unknown.isEmpty()) {
            throw ApiException.invalid(
                    "share_invalid",
                    unknown.stream()
                            .map(id -> "artifactIds: no artifact has the id " + id)
                            .toList());
        }
        rootCheck.run();
        Shares.Created created;
        try {
            created = shares.create(wanted);
        } catch (ShareException e) {
            throw new ApiException(409, "too_many_shares", e.getMessage() + ".");
        }
        Map<String, Object> json = json(created.share());
        String path = "/s/" + created.token();
        json.put("path", path);
        json.put("url", settings.baseUrl().map(base -> base + path).orElse(null));
        return ApiResponse.json(201, json)
                .with("Location", "/v1/shares/" + created.share().id());
    }

    private ShareRequest wanted(Caller caller, JsonNode body) {
        BodyFields fields = BodyFields.of(body);
        List<String> ids = fields.words("artifactIds", Share.MAX_ARTIFACTS, MAX_ID_LENGTH);
        Optional<String> kind = fields.optionalText("kind", 20);
        Optional<String> title = fields.optionalText("title", Share.MAX_TITLE);
        String expires = fields.optionalText("expires", 40).orElse(DEFAULT_LIFE);
        Optional<String> password = fields.optionalText("password", 1000);
        boolean download = fields.optionalFlag("download");
        Set<SharedFact> facts = EnumSet.noneOf(SharedFact.class);
        for (String word : fields.optionalWords("facts", SharedFact.values().length, 20)) {
            SharedFact.of(word)
                    .ifPresentOrElse(facts::add, () -> fields.refuse("facts", "must be some of " + SharedFact.words()));
        }
        kind.filter(word -> ShareKind.of(word).isEmpty())
                .ifPresent(word -> fields.refuse("kind", "must be artifact, set or comparison"));
        fields.noOthers().check("share_invalid");
        try {
            return new ShareRequest(
                    kind.flatMap(ShareKind::of),
                    ids,
                    title,
                    ShareExpiry.parse(expires, clock.instant(), settings.maxLifetime()),
                    password,
                    download,
                    facts,
                    caller.name());
        } catch (ShareException e) {
            throw ApiException.invalid("share_invalid", List.of(e.getMessage()));
        }
    }

    /** {@code listShares}. */
    public ApiResponse list(ApiRequest request) {
        QueryParameters parameters = new QueryParameters(request);
        List<String> states = parameters.words("state", STATES);
        Optional<String> artifact = parameters.text("artifactId", MAX_ID_LENGTH);
        int limit = parameters.whole("limit", 1, 500).orElse(100);
        Optional<String> cursor = parameters.text("cursor", MAX_ID_LENGTH);
        parameters.check();
        List<Share> all = shares.list().stream()
                .filter(share -> isVisible(share, request.caller()))
                .filter(share -> states.isEmpty()
                        || states.contains(share.state(clock.instant()).name().toLowerCase(Locale.ROOT)))
                .filter(share -> artifact.isEmpty() || share.artifactIds().contains(artifact.get()))
                .dropWhile(share -> cursor.isPresent() && !share.id().equals(cursor.get()))
                .skip(cursor.isPresent() ? 1 : 0)
                .limit(limit + 1L)
                .toList();
        List<Share> page = all.subList(0, Math.min(limit, all.size()));
        Map<String, Object> json = new LinkedHashMap<>();
        Map<String, ShareCounts> counts =
                counters.counts(page.stream().map(Share::id).toList());
        json.put(
                "items",
                page.stream()
                        .map(share -> ShareJson.of(share, counts.get(share.id()), clock.instant()))
                        .toList());
        json.put("nextCursor", all.size() > limit ? page.get(limit - 1).id() : null);
        return ApiResponse.json(200, json);
    }

    /** {@code getShare}. */
    public ApiResponse get(ApiRequest request) {
        return ApiResponse.json(200, json(visible(request)));
    }

    /** {@code revokeShare}. */
    public ApiResponse revoke(ApiRequest request) {
        rootCheck.run();
        Share share = visible(request);
        return ApiResponse.json(
                200, json(shares.revoke(share.id(), request.caller().name()).orElseThrow(ShareResource::notFound)));
    }

    private Share visible(ApiRequest request) {
        return shares.get(request.segment(2))
                .filter(share -> isVisible(share, request.caller()))
                .orElseThrow(ShareResource::notFound);
    }

    private static boolean isVisible(Share share, Caller caller) {
        return caller.may(Scope.ADMIN) || share.createdBy().equals(caller.name());
    }

    private static ApiException notFound() {
        return ApiException.notFound("share_not_found", "No link of yours has this id.");
    }

    private Map<String, Object> json(Share share) {
        return ShareJson.of(share, counters.counts(share.id()), clock.instant());
    }
}
