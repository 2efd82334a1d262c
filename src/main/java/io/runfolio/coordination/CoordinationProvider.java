package io.runfolio.coordination;

import io.runfolio.settings.coordination.CoordinationSettings;

/** Factory of a kind of coordination that is an artifact of its own, found by {@link java.util.ServiceLoader}. */
public interface CoordinationProvider {
    /** Returns the kind that it provides. */
    CoordinationSettings.Kind kind();

    /**
     * Connects to the server that coordinates. Nothing is sent before it is needed.
     *
     * @param settings a kind that this factory provides, with a valid address
     */
    CoordinationBackend connect(CoordinationSettings settings);
}
