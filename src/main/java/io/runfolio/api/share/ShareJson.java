package io.runfolio.api.share;

import io.runfolio.share.Share;
import io.runfolio.share.ShareCounts;
import io.runfolio.share.SharedFact;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** JSON representation of a share link; never its token or its password. */
public final class ShareJson {
    private ShareJson() {}

    /** Returns a link with its state at an instant. */
    public static Map<String, Object> of(Share share, ShareCounts counts, Instant now) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", share.id());
        json.put("state", share.state(now).name().toLowerCase(Locale.ROOT));
        json.put("kind", share.kind().word());
        json.put("title", share.title());
        json.put("artifactIds", share.artifactIds());
        json.put("createdAt", share.createdAt().toString());
        json.put("createdBy", share.createdBy());
        json.put("expiresAt", share.expiresAt().toString());
        json.put("revokedAt", share.revokedAt().map(Instant::toString).orElse(null));
        json.put("password", share.password().isPresent());
        json.put("download", share.download());
        json.put("facts", share.facts().stream().sorted().map(SharedFact::word).toList());
        json.put("views", counts.views());
        json.put("downloads", counts.downloads());
        json.put("lastAccess", counts.lastAccess().map(Instant::toString).orElse(null));
        return json;
    }
}
