package io.runfolio.settings.mirror;

import io.runfolio.settings.SettingException;
import io.runfolio.settings.SettingReader;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Mirror of the bundles in an object store.
 *
 * @param target where it is; empty for no mirror, which is the default
 * @param interval time between two looks for new bundles; default 5 s
 * @param rescan time after which all bundles are compared with what was sent; default 24 hours
 * @param threads files sent at once while no event is in progress; default 2
 * @param partSize size of the parts of large files; default 16 MiB
 * @param removed what happens to objects of files that retention removed; default {@link Removed#KEEP}
 */
public record MirrorSettings(
        Optional<BucketAddress> target,
        Duration interval,
        Duration rescan,
        int threads,
        long partSize,
        Removed removed) {
    /** Key of the target, for messages. */
    public static final String TARGET = "runfolio.mirror";

    private static final Pattern ANY = Pattern.compile(".*");
    private static final String PART_SIZE = "runfolio.mirror.part-size";
    /** Limits that S3 sets for parts. */
    private static final long MIN_PART = 5L << 20;

    private static final long MAX_PART = 5L << 30;

    /** Policy for the objects of removed files. */
    public enum Removed {
        /** The object stays, and can be fetched by hand. */
        KEEP,
        /** The object is deleted after the ledger that says so was sent. */
        DELETE
    }

    /** Reads the settings. */
    public static MirrorSettings read(SettingReader values) {
        long partSize = values.bytes(PART_SIZE, 16L << 20, "size of the parts of large files in the mirror");
        if (partSize < MIN_PART || partSize > MAX_PART) {
            throw new SettingException(
                    PART_SIZE,
                    String.valueOf(partSize),
                    "a size from 5MiB to 5GiB",
                    "size of the parts of large files");
        }
        return new MirrorSettings(
                target(values.text(TARGET, "", BucketAddress.FORM, ANY, "the mirror of the bundles")),
                values.duration("runfolio.mirror.interval", Duration.ofSeconds(5), "time between two looks"),
                values.duration("runfolio.mirror.rescan", Duration.ofHours(24), "time until all bundles are compared"),
                values.integer("runfolio.mirror.threads", 2, 1, 64, "files sent at once"),
                partSize,
                values.enumValue(
                        "runfolio.mirror.removed", Removed.KEEP, Removed.class, "objects of files that were removed"));
    }

    private static Optional<BucketAddress> target(String text) {
        return text.isEmpty()
                ? Optional.empty()
                : Optional.of(BucketAddress.parse(text)
                        .orElseThrow(() ->
                                new SettingException(TARGET, text, BucketAddress.FORM, "the mirror of the bundles")));
    }

    /** Returns whether there is a mirror. */
    public boolean isEnabled() {
        return target.isPresent();
    }
}
