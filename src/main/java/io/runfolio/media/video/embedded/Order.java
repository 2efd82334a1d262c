package io.runfolio.media.video.embedded;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What the child is to do: words of the form {@code key=value}. */
record Order(Map<String, String> values) {

    static Order of(String[] words) {
        Map<String, String> values = new HashMap<>();
        for (String word : words) {
            int at = word.indexOf('=');
            if (at > 0) {
                values.put(word.substring(0, at), word.substring(at + 1));
            }
        }
        return new Order(values);
    }

    String text(String key) {
        return find(key).orElseThrow(() -> new IllegalArgumentException(key + " is missing"));
    }

    Optional<String> find(String key) {
        return Optional.ofNullable(values.get(key));
    }

    int number(String key) {
        return Integer.parseInt(text(key));
    }

    long big(String key) {
        return Long.parseLong(text(key));
    }

    boolean flag(String key) {
        return Boolean.parseBoolean(values.get(key));
    }
}
