package io.runfolio.run;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Review status of an artifact. */
public enum ReviewStatus {
    /** Waits for a decision. */
    REVIEW,
    APPROVED,
    REJECTED,
    /** Sent back for changes. */
    DRAFT;

    /** Returns the name in JSON, such as {@code review}. */
    public String jsonName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns whether a name from JSON is that of this status. */
    public boolean isNamed(String name) {
        return jsonName().equals(name);
    }

    /** Returns the status with this exact name; empty if unknown. */
    public static Optional<ReviewStatus> of(String name) {
        return Arrays.stream(values()).filter(status -> status.isNamed(name)).findFirst();
    }

    /** Returns all names in JSON. */
    public static List<String> jsonNames() {
        return Arrays.stream(values()).map(ReviewStatus::jsonName).toList();
    }
}
