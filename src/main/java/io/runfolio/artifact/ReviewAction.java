package io.runfolio.artifact;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Action on an artifact after its run was sealed. */
public enum ReviewAction {
    /** Decided to be used: {@code approved}. */
    APPROVE,
    /** Decided not to be used: {@code rejected}; it is kept. */
    REJECT,
    /** Sent back to its maker: {@code draft}. */
    REQUEST_CHANGES,
    /** Taken back into {@code review}. */
    REOPEN,
    /** Made the preferred one of its set of variants; the one before it no longer is. */
    PREFER,
    /** No longer preferred. */
    UNPREFER,
    /** Given a place, from 1, among its set of variants. */
    RANK,
    /** Given another set of review tags. */
    TAG,
    /** A quality check reported {@code pass}, {@code fail} or {@code pending}. */
    CHECK,
    /** Somebody proposed a decision, which is data; the status stays. */
    PROPOSE,
    /** Its derivatives were made again; the data are a {@link io.runfolio.bundle.RedoneOutput}. No reviewer does it. */
    REDO;

    /** Returns the word in files and over HTTP, such as {@code request_changes}. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns whether it decides on the artifact's status. */
    public boolean isDecision() {
        return this == APPROVE || this == REJECT || this == REQUEST_CHANGES || this == REOPEN;
    }

    /**
     * Returns the action of a word.
     *
     * @throws IllegalArgumentException if the word is unknown
     */
    @JsonCreator
    public static ReviewAction of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
