package io.runfolio.hooks.adapter;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Requests for the tasks of a provider.
 *
 * @param url address of a task's status; empty if each event has its own
 * @param result where the answer of a task that has succeeded names the address of its result; none if the answer is
 *     the result
 * @param headers headers of the requests, with the placeholder {@code {key}}
 * @param hosts hosts that may get the headers; {@code *.provider.example} means all below it
 */
public record PollSpec(
        Optional<PollTemplate> url, Expression result, Map<String, PollTemplate> headers, List<String> hosts) {

    /** Returns whether a request needs a key. */
    public boolean needsKey() {
        return headers.values().stream().anyMatch(template -> template.uses(PollTemplate.KEY));
    }

    /** Returns whether an address belongs to the provider, so that its key may be sent there. */
    public boolean isOfProvider(URI address) {
        String host = address.getHost() == null ? "" : address.getHost().toLowerCase(java.util.Locale.ROOT);
        return hosts.stream()
                .anyMatch(pattern -> pattern.startsWith("*.")
                        ? host.endsWith(pattern.substring(1)) && host.length() >= pattern.length()
                        : host.equals(pattern));
    }
}
