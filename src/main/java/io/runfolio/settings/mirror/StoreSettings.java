package io.runfolio.settings.mirror;

import io.runfolio.settings.SettingException;
import io.runfolio.settings.SettingReader;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Place of the bundles.
 *
 * @param kind where bundles are; default the outputs folder
 * @param address bucket and prefix of the object store; empty with the outputs folder
 * @param interval time between two looks at what other hosts have written; default 2 s
 * @param copy what the working copy of a host has; default whole bundles
 * @param cacheBytes size that the fetched media of a working copy of records are kept within; default 10 GiB
 * @param redirect time for which links to the object store are valid that clients of the API are redirected to; empty
 *     for no redirects, which is the default
 */
public record StoreSettings(
        Kind kind,
        Optional<BucketAddress> address,
        Duration interval,
        CopyKind copy,
        long cacheBytes,
        Optional<Duration> redirect) {
    /** Key of the kind. */
    public static final String KEY = "runfolio.store";

    /** Key of the address. */
    public static final String ADDRESS = "runfolio.store.address";

    private static final String VALIDITY = "runfolio.store.redirect-validity";
    private static final Duration MIN_VALIDITY = Duration.ofSeconds(1);
    private static final Duration MAX_VALIDITY = Duration.ofHours(1);
    private static final Pattern ANY = Pattern.compile(".*");
    private static final String MEANING = "bucket and prefix of the bundles";

    /** Places for bundles. */
    public enum Kind {
        /** The outputs folder, which all workers share. */
        LOCAL,
        /** An S3-compatible object store; the outputs folder of each host has copies. */
        S3
    }

    /** Contents of working copies. */
    public enum CopyKind {
        /** Whole bundles. */
        WHOLE,
        /** Records, logs, thumbs and posters; other media are fetched when they are read. */
        RECORDS
    }

    /** Reads the settings. */
    public static StoreSettings read(SettingReader values) {
        Kind kind = values.enumValue(KEY, Kind.LOCAL, Kind.class, "where bundles are");
        String address = values.text(ADDRESS, "", BucketAddress.FORM, ANY, MEANING);
        Duration interval = values.duration(
                "runfolio.store.interval", Duration.ofSeconds(2), "time between two looks at what others have written");
        CopyKind copy = values.enumValue(
                "runfolio.store.copy", CopyKind.WHOLE, CopyKind.class, "what the working copy of a host has");
        long cacheBytes = values.bytes("runfolio.store.cache", 10L << 30, "size of the media in a copy of records");
        Optional<Duration> redirect = redirect(values);
        if (kind == Kind.LOCAL) {
            return new StoreSettings(kind, Optional.empty(), interval, copy, cacheBytes, Optional.empty());
        }
        return new StoreSettings(
                kind,
                Optional.of(BucketAddress.parse(address)
                        .orElseThrow(() -> new SettingException(ADDRESS, address, BucketAddress.FORM, MEANING))),
                interval,
                copy,
                cacheBytes,
                redirect);
    }

    private static Optional<Duration> redirect(SettingReader values) {
        boolean isEnabled = values.flag(
                "runfolio.store.redirect", false, "whether clients are redirected to the object store for media");
        Duration validity =
                values.duration(VALIDITY, Duration.ofMinutes(5), "time for which links to the object store are valid");
        if (validity.compareTo(MIN_VALIDITY) < 0 || validity.compareTo(MAX_VALIDITY) > 0) {
            throw new SettingException(
                    VALIDITY,
                    validity.toString(),
                    "a duration from 1s to 1h",
                    "time for which links to the object store are valid");
        }
        return isEnabled ? Optional.of(validity) : Optional.empty();
    }

    /** Returns whether a working copy has records only, and fetches media when they are read. */
    public boolean hasRecordsOnly() {
        return copy == CopyKind.RECORDS;
    }

    /** Returns whether bundles are in an object store. */
    public boolean isRemote() {
        return kind == Kind.S3;
    }
}
