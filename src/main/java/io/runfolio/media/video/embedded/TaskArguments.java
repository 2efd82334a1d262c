package io.runfolio.media.video.embedded;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Arguments of the child's task, in the form {@code key=value}. */
record TaskArguments(Map<String, String> values) {

    static TaskArguments of(String[] words) {
        Map<String, String> values = new HashMap<>();
        for (String word : words) {
            int at = word.indexOf('=');
            if (at > 0) {
                values.put(word.substring(0, at), word.substring(at + 1));
            }
        }
        return new TaskArguments(values);
    }

    /** Returns the arguments with another value of one. */
    TaskArguments with(String key, String value) {
        Map<String, String> changed = new HashMap<>(values);
        changed.put(key, value);
        return new TaskArguments(changed);
    }

    String text(String key) {
        return find(key).orElseThrow(() -> new IllegalArgumentException(key + " is missing"));
    }

    Optional<String> find(String key) {
        return Optional.ofNullable(values.get(key));
    }

    int intValue(String key) {
        return Integer.parseInt(text(key));
    }

    long longValue(String key) {
        return Long.parseLong(text(key));
    }

    boolean flag(String key) {
        return Boolean.parseBoolean(values.get(key));
    }
}
