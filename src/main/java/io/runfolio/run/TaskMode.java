package io.runfolio.run;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Task of a run; every reader of the bundles knows these values. */
public enum TaskMode {
    TEXT_TO_IMAGE,
    IMAGE_EDIT,
    TEXT_TO_VIDEO,
    IMAGE_TO_VIDEO,
    MOTION_CONTROL;

    /** Returns the name in JSON, such as {@code text_to_image}. */
    @JsonValue
    public String jsonName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the mode with this exact name; empty if unknown. */
    public static Optional<TaskMode> of(String word) {
        return Arrays.stream(values())
                .filter(mode -> mode.jsonName().equals(word))
                .findFirst();
    }
}
