package io.runfolio.api.security;

import io.runfolio.files.RunfolioException;

/** The server cannot listen: the port is taken, or its settings would allow access without tokens. */
public final class ServerBindException extends RunfolioException {
    private static final long serialVersionUID = 1L;

    public ServerBindException(String message) {
        super(message);
    }
}
