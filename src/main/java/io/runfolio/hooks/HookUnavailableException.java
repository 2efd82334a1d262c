package io.runfolio.hooks;

import io.runfolio.files.RunfolioException;

/** Thrown while no call of a hook can be verified, for example without its secret. No call is accepted then. */
public final class HookUnavailableException extends RunfolioException {
    public HookUnavailableException(String message) {
        super(message);
    }
}
