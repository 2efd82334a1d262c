package io.runfolio.share;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A link to create.
 *
 * @param kind form of the page; empty for {@link ShareKind#ARTIFACT} or {@link ShareKind#SET} by their number
 * @param artifactIds existing artifacts in the order of the page; duplicates are dropped
 * @param title heading; empty for the default
 * @param expiresAt end of the link
 * @param password password, if the page asks for one
 * @param download whether originals may be downloaded
 * @param facts facts that the page shows
 * @param by who creates it
 */
public record ShareRequest(
        Optional<ShareKind> kind,
        List<String> artifactIds,
        Optional<String> title,
        Instant expiresAt,
        Optional<String> password,
        boolean download,
        Set<SharedFact> facts,
        String by) {

    /** @throws ShareException if a field is out of range */
    public ShareRequest {
        artifactIds = List.copyOf(new LinkedHashSet<>(artifactIds));
        title = title.map(String::strip).filter(text -> !text.isEmpty());
        check(!artifactIds.isEmpty(), "artifactIds must have at least one artifact");
        check(
                artifactIds.size() <= Share.MAX_ARTIFACTS,
                "artifactIds must have at most " + Share.MAX_ARTIFACTS + " artifacts");
        boolean compares = kind.filter(ShareKind.COMPARISON::equals).isPresent();
        check(
                !compares || artifactIds.size() >= 2 && artifactIds.size() <= Share.MAX_COMPARED,
                "artifactIds must have 2 to " + Share.MAX_COMPARED + " artifacts for a comparison");
        check(
                title.orElse("").length() <= Share.MAX_TITLE
                        && title.orElse("").chars().noneMatch(Character::isISOControl),
                "title must have at most " + Share.MAX_TITLE + " characters on one line");
        check(
                password.isEmpty()
                        || password.get().length() >= SharePassword.MIN_LENGTH
                                && password.get().length() <= SharePassword.MAX_LENGTH,
                "password must have " + SharePassword.MIN_LENGTH + " to " + SharePassword.MAX_LENGTH + " characters");
    }

    /** Returns the form of the page. */
    ShareKind page() {
        boolean compares = kind.filter(ShareKind.COMPARISON::equals).isPresent();
        if (compares) {
            return ShareKind.COMPARISON;
        }
        return artifactIds.size() == 1 ? ShareKind.ARTIFACT : ShareKind.SET;
    }

    private static void check(boolean valid, String problem) {
        if (!valid) {
            throw new ShareException(problem);
        }
    }
}
