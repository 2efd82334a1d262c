package io.runfolio.share;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.coordination.shared.LineLog;
import io.runfolio.files.Checksums;
import io.runfolio.files.RandomIds;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Share links of an outputs folder, or of all hosts with the same object store. The log is append-only and durable.
 *
 * <p>Every question reads lines that other processes appended, so a link and its revocation are known everywhere at
 * once. Safe for use by several threads and processes.
 */
public final class Shares {
    /** 192 bits. */
    private static final int TOKEN_BYTES = 24;

    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{32}");
    private static final int ID_BYTES = 8;
    private static final int MAX_ACTIVE = 10_000;

    /** Artifacts of all active links, as they are in memory. */
    private static final int MAX_ARTIFACTS = 200_000;

    /** Links in memory; beyond it those that have ended are forgotten at once. */
    private static final int MAX_KNOWN = 2 * MAX_ACTIVE;

    /** Time for which a link that has ended is known; afterwards it is as unknown as a guessed one. */
    private static final Duration MEMORY = Duration.ofDays(90);

    /** Forgotten links that make a rewriting of the log worth its cost. */
    private static final int MIN_FORGOTTEN = 500;

    private static final String DEFAULT_TITLE = "Shared with you";

    private final LineLog log;
    private final Clock clock;
    private final Map<String, Share> byId = new LinkedHashMap<>();
    private final Map<String, String> idsByHash = new HashMap<>();

    /**
     * A new link.
     *
     * @param token secret part of the link, which is not stored
     */
    public record Created(Share share, String token) {
        @Override
        public String toString() {
            return share.toString();
        }
    }

    /** Opens the links of an outputs folder; they are read at the first use. */
    public Shares(BundleLayout layout, Clock clock) {
        this.log = ShareLogs.links(layout, new Lines());
        this.clock = clock;
    }

    /**
     * Creates a link. It works in all processes when this returns.
     *
     * @throws ShareException if too many links are active
     */
    public Created create(ShareRequest request) {
        Instant now = now();
        log.query(() -> {
            checkRoom(now, request.artifactIds().size()); // before the password is derived, which is costly
            return true;
        });
        String token = RandomIds.base64Url(TOKEN_BYTES);
        Share share = new Share(
                "share-" + RandomIds.hex(ID_BYTES),
                Checksums.sha256(token),
                request.page(),
                request.artifactIds(),
                request.title().orElse(DEFAULT_TITLE),
                now,
                request.by(),
                request.expiresAt().truncatedTo(ChronoUnit.MILLIS),
                request.password().map(SharePassword::of),
                request.download(),
                request.facts(),
                Optional.empty());
        log.append(() -> {
            checkRoom(now, request.artifactIds().size());
            return List.of(ShareLines.created(share));
        });
        forgetOld(now);
        return new Created(share, token);
    }

    private void checkRoom(Instant now, int artifacts) {
        List<Share> active = byId.values().stream()
                .filter(share -> share.state(now) == Share.State.ACTIVE)
                .toList();
        if (active.size() >= MAX_ACTIVE) {
            throw new ShareException(MAX_ACTIVE + " links are active: revoke some first");
        }
        if (artifacts(active) + artifacts > MAX_ARTIFACTS) {
            throw new ShareException("The active links have " + MAX_ARTIFACTS + " artifacts in all: revoke some first");
        }
    }

    private static long artifacts(Collection<Share> shares) {
        return shares.stream().mapToLong(share -> share.artifactIds().size()).sum();
    }

    /** Rewrites the log without the lines of links that ended long ago, if there are many. */
    private void forgetOld(Instant now) {
        boolean isLarge = log.query(() -> byId.size() > MAX_KNOWN || artifacts(byId.values()) > 2L * MAX_ARTIFACTS);
        Instant until = isLarge ? now : now.minus(MEMORY);
        if (log.query(() -> endedBefore(until).size()) < (isLarge ? 1 : MIN_FORGOTTEN)) {
            return;
        }
        log.rewrite(lines -> linesWithout(endedBefore(until), lines));
    }

    private Set<String> endedBefore(Instant time) {
        return byId.values().stream()
                .filter(share -> share.revokedAt().orElse(share.expiresAt()).isBefore(time))
                .map(Share::id)
                .collect(Collectors.toSet());
    }

    private static List<String> linesWithout(Set<String> ids, List<String> lines) {
        return lines.stream()
                .filter(line -> ShareLines.parse(line.getBytes(StandardCharsets.UTF_8))
                        .map(ShareLines::id)
                        .filter(ids::contains)
                        .isEmpty())
                .toList();
    }

    /** Returns the link of a token, whatever its state. */
    public Optional<Share> find(String token) {
        String hash = Checksums.sha256(TOKEN.matcher(token).matches() ? token : "");
        return log.query(() -> Optional.ofNullable(idsByHash.get(hash)).map(byId::get));
    }

    /** Returns a link by its id, whatever its state. */
    public Optional<Share> get(String id) {
        return log.query(() -> Optional.ofNullable(byId.get(id)));
    }

    /** Returns all links, newest first. */
    public List<Share> list() {
        List<Share> all = log.query(() -> new ArrayList<>(byId.values()));
        Collections.reverse(all);
        return all;
    }

    /**
     * Revokes a link: no request is answered with its files after this returns.
     *
     * @param by who revokes it
     * @return the link; empty if no link has that id. A link that has ended stays as it is
     */
    public Optional<Share> revoke(String id, String by) {
        Instant now = now();
        log.append(() -> Optional.ofNullable(byId.get(id))
                .filter(share -> share.revokedAt().isEmpty())
                .map(share -> List.of(ShareLines.revoked(id, now, by)))
                .orElse(List.of()));
        return get(id);
    }

    /** Returns whether a link has been revoked, or is unknown. */
    public boolean isRevoked(String id) {
        return get(id).map(share -> share.revokedAt().isPresent()).orElse(true);
    }

    /** Returns the artifacts of all links that are neither expired nor revoked; retention keeps them. */
    public Set<String> activeArtifactIds(Instant at) {
        Set<String> ids = new TreeSet<>();
        log.query(() -> {
            byId.values().stream()
                    .filter(share -> share.state(at) == Share.State.ACTIVE)
                    .forEach(share -> ids.addAll(share.artifactIds()));
            return ids;
        });
        return ids;
    }

    /** Returns the current time to the millisecond. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private final class Lines implements LineLog.Listener {
        @Override
        public void reset() {
            byId.clear();
            idsByHash.clear();
        }

        @Override
        public boolean line(byte[] line) {
            Optional<Object> parsed = ShareLines.parse(line);
            parsed.ifPresent(this::learn);
            return parsed.isPresent();
        }

        private void learn(Object parsed) {
            if (parsed instanceof Share share) {
                byId.putIfAbsent(share.id(), share);
                idsByHash.putIfAbsent(share.tokenSha256(), share.id());
            } else if (parsed instanceof ShareLines.Revocation revocation) {
                byId.computeIfPresent(
                        revocation.id(),
                        (id, share) -> share.revokedAt().isPresent() ? share : share.revoked(revocation.at()));
            }
        }
    }
}
