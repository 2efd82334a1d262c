package io.runfolio.http;

import java.util.function.Predicate;

/** Finds the address of the client behind trusted proxies. */
final class ClientAddress {
    private ClientAddress() {}

    /**
     * Returns the address. Each proxy appends the address that it saw, so the list is read from its end, as long as
     * trusted proxies wrote it.
     *
     * @param remote address of the connection
     * @param forwarded value of {@code X-Forwarded-For}; empty if absent
     * @param isTrusted returns whether an address is that of a trusted proxy
     */
    static String of(String remote, String forwarded, Predicate<String> isTrusted) {
        String client = remote;
        String[] hops = forwarded.split(",");
        for (int i = hops.length - 1; i >= 0 && isTrusted.test(client) && !hops[i].isBlank(); i--) {
            client = hops[i].strip();
        }
        return client;
    }
}
