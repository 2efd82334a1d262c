package io.runfolio.share;

import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A share link, without its token.
 *
 * @param id {@code share-} and 16 hex digits; names the link in lists and reveals nothing of the token
 * @param tokenSha256 SHA-256 of the token, in lower-case hex
 * @param kind form of the page
 * @param artifactIds artifacts in the order of the page; no other can be reached
 * @param title heading of the page
 * @param createdAt time of creation
 * @param createdBy name of the token that created it, or {@code local}
 * @param expiresAt first instant at which the link does not work any more
 * @param password password, if the page asks for one
 * @param download whether originals may be downloaded
 * @param facts facts that the page shows beside the pictures
 * @param revokedAt time of its revocation
 */
public record Share(
        String id,
        String tokenSha256,
        ShareKind kind,
        List<String> artifactIds,
        String title,
        Instant createdAt,
        String createdBy,
        Instant expiresAt,
        Optional<SharePassword> password,
        boolean download,
        Set<SharedFact> facts,
        Optional<Instant> revokedAt) {

    /** Maximum number of artifacts of a link. */
    public static final int MAX_ARTIFACTS = 500;

    /** Maximum number of artifacts of a comparison. */
    public static final int MAX_COMPARED = 8;

    /** Maximum number of characters of a title. */
    public static final int MAX_TITLE = 200;

    /** State of a link at an instant. */
    public enum State {
        /** The link works. */
        ACTIVE,
        /** Its time is over. */
        EXPIRED,
        /** A person ended it. */
        REVOKED
    }

    public Share {
        artifactIds = List.copyOf(artifactIds);
        facts = facts.isEmpty() ? Set.of() : EnumSet.copyOf(facts);
    }

    /** Returns the state at an instant. */
    public State state(Instant now) {
        if (revokedAt.isPresent()) {
            return State.REVOKED;
        }
        return now.isBefore(expiresAt) ? State.ACTIVE : State.EXPIRED;
    }

    Share revoked(Instant at) {
        return new Share(
                id,
                tokenSha256,
                kind,
                artifactIds,
                title,
                createdAt,
                createdBy,
                expiresAt,
                password,
                download,
                facts,
                Optional.of(at));
    }

    @Override
    public String toString() {
        return id;
    }
}
