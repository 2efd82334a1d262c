package io.runfolio.hooks;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Request to a webhook as it arrived.
 *
 * @param headers names in lower case
 * @param query decoded parameters
 * @param body the unchanged bytes, which signatures cover
 */
public record HookCall(Map<String, String> headers, Map<String, List<String>> query, byte[] body) {

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name)).filter(text -> !text.isBlank());
    }

    Optional<String> parameter(String name) {
        List<String> values = query.getOrDefault(name, List.of());
        return values.size() == 1 ? Optional.of(values.get(0)) : Optional.empty();
    }

    /** Returns no header and no byte of the body, as both may hold secrets. */
    @Override
    public String toString() {
        return "a call of " + body.length + " bytes";
    }
}
