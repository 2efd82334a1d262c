package io.runfolio.mcp;

import io.runfolio.files.RunfolioException;

/** Arguments of a tool that cannot be used; the message names each of them and its rule. */
final class ToolInputException extends RunfolioException {
    private static final long serialVersionUID = 1L;

    ToolInputException(String message) {
        super(message);
    }
}
