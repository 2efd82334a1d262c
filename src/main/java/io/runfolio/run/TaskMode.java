package io.runfolio.run;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a run was asked to do: the words that every reader of the bundles knows. */
public enum TaskMode {
    TEXT_TO_IMAGE,
    IMAGE_EDIT,
    TEXT_TO_VIDEO,
    IMAGE_TO_VIDEO,
    MOTION_CONTROL;

    /** Returns the mode's word in JSON, such as {@code text_to_image}. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the mode of that exact word, or empty if there is none. */
    public static Optional<TaskMode> of(String word) {
        return Arrays.stream(values()).filter(mode -> mode.word().equals(word)).findFirst();
    }
}
