package io.runfolio.api.security;

import java.util.Locale;
import java.util.Set;

/** Host names of the loopback interface; other names may be pointed to it by DNS rebinding. */
public final class HostHeader {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final int MAX_PORT_DIGITS = 5;

    private HostHeader() {}

    /** Returns whether a {@code Host} header names the loopback interface, with or without a port. */
    public static boolean isLoopback(String host) {
        return LOOPBACK.contains(withoutPort(host));
    }

    /** Returns the name of a {@code Host} header in lower case, without its port. */
    static String withoutPort(String host) {
        int colon = host.lastIndexOf(':');
        String port = host.substring(colon + 1);
        boolean hasPort = colon >= 0
                && !port.isEmpty()
                && port.length() <= MAX_PORT_DIGITS
                && port.chars().allMatch(letter -> letter >= '0' && letter <= '9');
        return (hasPort ? host.substring(0, colon) : host).toLowerCase(Locale.ROOT);
    }
}
