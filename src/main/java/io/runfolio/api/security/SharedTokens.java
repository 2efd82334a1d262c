package io.runfolio.api.security;

import io.runfolio.api.ApiException;
import io.runfolio.files.StorageException;
import io.runfolio.settings.HttpSettings;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tokens of the servers of all hosts, looked up for each request. So one that is created or revoked at one host is
 * known to all at once. While they cannot be looked up, no request is authorized.
 */
public final class SharedTokens implements TokenSource {
    private static final Logger LOG = LoggerFactory.getLogger(SharedTokens.class);

    private final TokenLog log;
    /** Tokens that were required once are required until the server stops. */
    private volatile boolean required;

    private volatile boolean isLogDown;

    private SharedTokens(TokenLog log, boolean required) {
        this.log = log;
        this.required = required;
    }

    /**
     * Imports the token file, and looks the tokens up.
     *
     * @throws ServerBindException if no token exists and the server would listen on the network
     * @throws StorageException if the tokens cannot be looked up
     */
    public static SharedTokens of(HttpSettings settings, TokenLog log) {
        log.importFile();
        Tokens tokens = log.tokens();
        TokenFile.checkAddress(settings, tokens);
        boolean required = tokens.areRequired() || settings.tokensFile().isPresent() || !settings.isLoopback();
        if (required && tokens.size() == 0) {
            LOG.warn("no request is authorized, as there are no tokens:"
                    + " create one with `runfolio token create NAME --scope read`");
        }
        return new SharedTokens(log, required);
    }

    @Override
    public Tokens get() {
        try {
            Tokens tokens = log.tokens();
            isLogDown = false;
            required |= tokens.areRequired();
            return tokens.areRequired() || !required ? tokens : new Tokens(List.of(), true);
        } catch (StorageException e) {
            if (!isLogDown) {
                isLogDown = true;
                LOG.warn("no token is accepted until they can be looked up again: {}", e.getMessage());
            }
            throw new ApiException(
                    503,
                    "tokens_unavailable",
                    "The database that keeps the tokens does not answer. The token is as valid as before: try again"
                            + " soon.");
        }
    }

    @Override
    public boolean areRequired() {
        if (required) {
            return true;
        }
        try {
            return get().areRequired();
        } catch (ApiException e) {
            return true;
        }
    }

    @Override
    public boolean areKnownToBeRequired() {
        return required;
    }

    @Override
    public boolean isRemote() {
        return true;
    }
}
