package io.runfolio.hooks.adapter;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** State of a provider's task, as an adapter reads it from a payload. */
public enum ProviderState {
    SUCCEEDED,
    FAILED,
    CANCELLED,
    RUNNING;

    /** Returns the word in adapter files and in the status of a request, such as {@code succeeded}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns whether the task has ended, so that its run can be bundled. */
    public boolean isFinal() {
        return this != RUNNING;
    }

    static Optional<ProviderState> of(String word) {
        return Arrays.stream(values())
                .filter(state -> state.word().equals(word))
                .findFirst();
    }

    static List<String> words() {
        return Arrays.stream(values()).map(ProviderState::word).toList();
    }
}
