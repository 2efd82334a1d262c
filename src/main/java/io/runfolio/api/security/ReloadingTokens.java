package io.runfolio.api.security;

import io.runfolio.files.FileStamp;
import io.runfolio.files.RunfolioException;
import io.runfolio.settings.HttpSettings;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tokens that are reloaded when their file changes, so that a revoked token ends immediately.
 *
 * <p>Tokens that were required once are required until the server stops. With a missing, empty or unreadable file, no
 * request is authorized. Thread-safe.
 */
public final class ReloadingTokens implements TokenSource {
    private static final Logger LOG = LoggerFactory.getLogger(ReloadingTokens.class);
    private static final Tokens NOBODYS = new Tokens(List.of(), true);

    private final Path path;
    private volatile Seen seen;

    /** Loaded tokens with the attributes of their file. */
    private record Seen(FileStamp stamp, Tokens tokens) {}

    private ReloadingTokens(Path path, FileStamp stamp, Tokens tokens) {
        this.path = path;
        this.seen = new Seen(stamp, tokens);
    }

    /**
     * Loads the tokens of the settings.
     *
     * @throws ServerBindException see {@link TokenFile#of}
     */
    public static ReloadingTokens of(HttpSettings settings) {
        FileStamp stamp = FileStamp.of(settings.tokensPath());
        Tokens tokens = TokenFile.of(settings);
        if (tokens.areRequired() && tokens.size() == 0) {
            LOG.warn(
                    "no request is authorized, as {} has no tokens:"
                            + " create one with `runfolio token create NAME --scope read`",
                    settings.tokensPath());
        }
        return new ReloadingTokens(settings.tokensPath(), stamp, tokens);
    }

    @Override
    public Tokens get() {
        Seen last = seen;
        FileStamp stamp = FileStamp.of(path);
        return stamp.equals(last.stamp()) ? last.tokens() : reread(stamp);
    }

    private synchronized Tokens reread(FileStamp stamp) {
        if (!stamp.equals(seen.stamp())) {
            seen = new Seen(stamp, read());
        }
        return seen.tokens();
    }

    private Tokens read() {
        try {
            Tokens now = new TokenFile(path).read();
            if (now.areRequired()) {
                LOG.info("reloaded {}: {} tokens", path, now.size());
                return now;
            }
        } catch (RunfolioException e) {
            LOG.error("no request is authorized, as the tokens cannot be read: {}", e.getMessage());
            return NOBODYS;
        }
        if (seen.tokens().areRequired()) {
            LOG.error("no request is authorized, as {} is missing: restore it, or restart the server", path);
            return NOBODYS;
        }
        return seen.tokens();
    }
}
