package io.runfolio.share;

import io.runfolio.files.FileStamp;
import io.runfolio.files.RunfolioException;
import io.runfolio.settings.ShareSettings;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signing keys that are reloaded when their file changes, so that a removed key ends its URLs at once.
 *
 * <p>With a missing or malformed file, no signed URL works. Thread-safe.
 */
public final class ReloadingSigningKeys implements Supplier<SigningKeys> {
    private static final Logger LOG = LoggerFactory.getLogger(ReloadingSigningKeys.class);
    private static final SigningKeys NONE = new SigningKeys(Map.of());

    private final ShareSettings settings;
    private volatile Seen seen;

    /** Loaded keys with the attributes of their file. */
    private record Seen(FileStamp stamp, SigningKeys keys) {}

    /**
     * Loads the keys of the settings.
     *
     * @throws io.runfolio.files.StorageException as {@link SigningKeys#of}
     */
    public ReloadingSigningKeys(ShareSettings settings) {
        this.settings = settings;
        FileStamp stamp = stamp();
        this.seen = new Seen(stamp, SigningKeys.of(settings));
    }

    @Override
    public SigningKeys get() {
        Seen last = seen;
        FileStamp stamp = stamp();
        return stamp.equals(last.stamp()) ? last.keys() : reread(stamp);
    }

    private FileStamp stamp() {
        return settings.signingKeysFile().map(FileStamp::of).orElse(new FileStamp(List.of()));
    }

    private synchronized SigningKeys reread(FileStamp stamp) {
        if (!stamp.equals(seen.stamp())) {
            seen = new Seen(stamp, read());
        }
        return seen.keys();
    }

    private SigningKeys read() {
        try {
            SigningKeys keys = SigningKeys.of(settings);
            LOG.info("reloaded the signing keys: {}", keys);
            return keys;
        } catch (RunfolioException e) {
            LOG.error("no signed URL works, as the signing keys cannot be read: {}", e.getMessage());
            return NONE;
        }
    }
}
