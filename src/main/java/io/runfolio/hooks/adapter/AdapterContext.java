package io.runfolio.hooks.adapter;

import java.time.Instant;
import java.util.Optional;

/**
 * Knowledge of the receiver of a payload besides the payload itself.
 *
 * @param receivedAt time at which the payload arrived; links without a known start live from here
 * @param taskId the provider's id of the task, for payloads that do not repeat it
 * @param model model that was asked for, for payloads that do not name it
 * @param baseUrl address of the provider, such as {@code http://127.0.0.1:8188}; the placeholder {@code {base-url}}
 */
public record AdapterContext(
        Instant receivedAt, Optional<String> taskId, Optional<String> model, Optional<String> baseUrl) {

    /** Returns a context with a time alone. */
    public static AdapterContext at(Instant receivedAt) {
        return new AdapterContext(receivedAt, Optional.empty(), Optional.empty(), Optional.empty());
    }

    public AdapterContext withTaskId(String id) {
        return new AdapterContext(receivedAt, Optional.of(id), model, baseUrl);
    }

    public AdapterContext withModel(String name) {
        return new AdapterContext(receivedAt, taskId, Optional.of(name), baseUrl);
    }

    public AdapterContext withBaseUrl(String address) {
        return new AdapterContext(receivedAt, taskId, model, Optional.of(address));
    }
}
