package io.runfolio.api;

import io.runfolio.run.RunfolioException;
import io.runfolio.settings.HttpSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tokens as the file has them now: it is read again whenever it has changed, so that a revoked token ends at once.
 *
 * <p>Once tokens are needed they stay needed until the server ends. A file that is gone, empty or unreadable lets
 * nobody in. Thread-safe.
 */
public final class TokenWatch implements Supplier<Tokens> {
    private static final Logger LOG = LoggerFactory.getLogger(TokenWatch.class);
    private static final Tokens NOBODYS = new Tokens(List.of(), true);

    private final Path path;
    private volatile Seen seen;

    /** The tokens, and by what it is known that the file has not changed since. */
    private record Seen(List<Object> stamp, Tokens tokens) {}

    private TokenWatch(Path path, List<Object> stamp, Tokens tokens) {
        this.path = path;
        this.seen = new Seen(stamp, tokens);
    }

    /**
     * Begins with the tokens of the settings.
     *
     * @throws ListeningRefusedException as {@link TokenFile#of} does
     */
    public static TokenWatch of(HttpSettings settings) {
        List<Object> stamp = stamp(settings.tokens());
        Tokens tokens = TokenFile.of(settings);
        if (tokens.needed() && tokens.size() == 0) {
            LOG.warn(
                    "nobody is let in, as {} has no tokens: make one with `runfolio token create NAME --scope read`",
                    settings.tokens());
        }
        return new TokenWatch(settings.tokens(), stamp, tokens);
    }

    @Override
    public Tokens get() {
        Seen last = seen;
        List<Object> stamp = stamp(path);
        return stamp.equals(last.stamp()) ? last.tokens() : reread(stamp);
    }

    private synchronized Tokens reread(List<Object> stamp) {
        if (!stamp.equals(seen.stamp())) {
            seen = new Seen(stamp, read());
        }
        return seen.tokens();
    }

    private Tokens read() {
        try {
            Tokens now = new TokenFile(path).read();
            if (now.needed()) {
                LOG.info("read {} again: {} tokens", path, now.size());
                return now;
            }
        } catch (RunfolioException e) {
            LOG.error("nobody is let in, as the tokens cannot be read: {}", e.getMessage());
            return NOBODYS;
        }
        if (seen.tokens().needed()) {
            LOG.error("nobody is let in, as {} is gone: put it back, or start the server again", path);
            return NOBODYS;
        }
        return seen.tokens();
    }

    private static List<Object> stamp(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            Object changed = file.getFileSystem().supportedFileAttributeViews().contains("unix")
                    ? Files.getAttribute(file, "unix:ctime")
                    : "";
            return List.of(
                    attributes.lastModifiedTime(), attributes.size(), String.valueOf(attributes.fileKey()), changed);
        } catch (IOException e) {
            return List.of(e.getClass().getName());
        }
    }
}
