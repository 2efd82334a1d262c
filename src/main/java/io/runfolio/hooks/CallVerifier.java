package io.runfolio.hooks;

/** Verifies that a call comes from the provider. Thread-safe. */
interface CallVerifier {
    /**
     * Returns if the call is proven.
     *
     * @throws HookRefusedException if it is not
     * @throws HookUnavailableException if that cannot be decided now
     */
    void verify(HookCall call);
}
