package io.runfolio.fetch;

import java.util.List;
import java.util.Locale;

/** Host names of a setting; {@code *.provider.example} matches all names below that one, but not itself. */
record HostPatterns(List<String> patterns) {

    boolean matches(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        String plain = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        return patterns.stream()
                .anyMatch(pattern -> pattern.startsWith("*.")
                        ? plain.endsWith(pattern.substring(1)) && plain.length() > pattern.length() - 1
                        : plain.equals(pattern));
    }
}
