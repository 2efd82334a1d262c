package io.runfolio.artifact;

import io.runfolio.run.extras.JsonMap;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Request to change the review state of an artifact.
 *
 * @param artifactId the artifact
 * @param action what is to be done
 * @param by who wants it, at most {@value #MAX_BY} characters
 * @param note why, at most {@value #MAX_NOTE} characters
 * @param revision the revision that the change was decided on; empty if it does not matter what happened meanwhile
 * @param data what the action needs beside
 */
public record ReviewRequest(
        String artifactId,
        ReviewAction action,
        String by,
        Optional<String> note,
        OptionalLong revision,
        Map<String, Object> data) {
    private static final int MAX_BY = 200;
    private static final int MAX_NOTE = 10_000;
    private static final int MAX_TAGS = 100;
    private static final int MAX_WORD = 200;
    private static final int MAX_RANK = 10_000;
    private static final List<String> DECISIONS = List.of("approve", "reject", "request_changes", "reopen");

    /** @throws InvalidReviewException if a part has not the form that it should have */
    public ReviewRequest {
        require(by != null && !by.isBlank() && by.length() <= MAX_BY, "by", "a name of 1 to " + MAX_BY + " characters");
        require(note.isEmpty() || note.get().length() <= MAX_NOTE, "note", "at most " + MAX_NOTE + " characters");
        data = Collections.unmodifiableMap(new LinkedHashMap<>(data));
        switch (action) {
            case RANK -> checkRank(data.get("rank"));
            case TAG -> checkTags(data.get("tags"));
            case PROPOSE -> checkProposal(data.get("decision"));
            case CHECK -> checkCheck(data.get("check"), data.get("result"));
            case REQUEST_CHANGES -> checkIntake(data);
            default -> require(data.isEmpty(), "data", "empty for " + action.word());
        }
    }

    /** Returns a request without note, for any revision and without data. */
    public static ReviewRequest of(String artifactId, ReviewAction action, String by) {
        return new ReviewRequest(artifactId, action, by, Optional.empty(), OptionalLong.empty(), Map.of());
    }

    /** Returns the request to give an artifact a place, from 1, or with 0 to take it away. */
    public static ReviewRequest rank(String artifactId, int rank, String by) {
        return of(artifactId, ReviewAction.RANK, by, Map.of("rank", rank));
    }

    /** Returns the request to give an artifact these tags in the place of those it was given before. */
    public static ReviewRequest tag(String artifactId, List<String> tags, String by) {
        return of(artifactId, ReviewAction.TAG, by, Map.of("tags", tags));
    }

    /** Returns the request to note a check's result: {@code pass}, {@code fail} or {@code pending}. */
    public static ReviewRequest check(String artifactId, String check, String result, String by) {
        Map<String, Object> data = new LinkedHashMap<>(); // in the order of the line
        data.put("check", check);
        data.put("result", result);
        return of(artifactId, ReviewAction.CHECK, by, data);
    }

    /** Returns the request to propose a decision, which leaves the status as it is. */
    public static ReviewRequest propose(String artifactId, ReviewAction decision, String by) {
        return of(artifactId, ReviewAction.PROPOSE, by, Map.of("decision", decision.word()));
    }

    /** Returns this request with a note. */
    public ReviewRequest withNote(String why) {
        return new ReviewRequest(artifactId, action, by, Optional.of(why), revision, data);
    }

    /** Returns this request for an artifact that is at this revision only. */
    public ReviewRequest withRevision(long expected) {
        return new ReviewRequest(artifactId, action, by, note, OptionalLong.of(expected), data);
    }

    private static ReviewRequest of(String artifactId, ReviewAction action, String by, Map<String, Object> data) {
        return new ReviewRequest(artifactId, action, by, Optional.empty(), OptionalLong.empty(), data);
    }

    private static void checkRank(Object rank) {
        require(
                rank instanceof Integer place && place >= 0 && place <= MAX_RANK,
                "rank",
                "a whole number from 1 to " + MAX_RANK + ", or 0 for none");
    }

    private static void checkTags(Object tags) {
        require(
                tags instanceof List<?> list
                        && list.size() <= MAX_TAGS
                        && list.stream().allMatch(ReviewRequest::isWord),
                "tags",
                "a list of at most " + MAX_TAGS + " words of 1 to " + MAX_WORD + " characters");
    }

    private static void checkProposal(Object decision) {
        require(DECISIONS.contains(String.valueOf(decision)), "decision", "approve, reject, request_changes or reopen");
    }

    /** The intake is a merge patch for the next attempt of the artifact's workflow run. */
    private static void checkIntake(Map<String, Object> data) {
        require(Set.of("intake").containsAll(data.keySet()), "data", "nothing but intake");
        require(data.isEmpty() || JsonMap.find(data.get("intake")).isPresent(), "intake", "an object");
    }

    private static void checkCheck(Object check, Object result) {
        require(isWord(check), "check", "a name of 1 to " + MAX_WORD + " characters");
        require(List.of("pass", "fail", "pending").contains(String.valueOf(result)), "result", "pass, fail or pending");
    }

    private static boolean isWord(Object value) {
        return value instanceof String word && !word.isBlank() && word.length() <= MAX_WORD;
    }

    private static void require(boolean holds, String field, String form) {
        if (!holds) {
            throw new InvalidReviewException(field, form);
        }
    }
}
