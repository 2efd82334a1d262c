package io.runfolio.workflow.step;

import java.util.Optional;

/** Endpoints of the operator's settings by kind. Thread-safe. */
public interface StepEndpoints {
    /**
     * Returns the endpoint of a kind: that of the capability, else that of the kind alone.
     *
     * @param capability capability of the step; the empty string if absent
     */
    Optional<StepEndpoint> find(String kind, String capability);

    /** Returns whether an endpoint serves a kind. */
    default boolean serves(String kind, String capability) {
        return find(kind, capability).isPresent();
    }
}
