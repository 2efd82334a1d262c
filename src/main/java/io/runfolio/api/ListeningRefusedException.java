package io.runfolio.api;

import io.runfolio.run.RunfolioException;

/** The server cannot listen as its settings say: a port is taken, or the settings would let anybody on the network in. */
public final class ListeningRefusedException extends RunfolioException {
    private static final long serialVersionUID = 1L;

    public ListeningRefusedException(String message) {
        super(message);
    }
}
