package io.runfolio.replica;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keys of objects in a store of bundles. No other class builds them.
 *
 * <pre>
 * bundles/&lt;day&gt;/&lt;run id&gt;/…                 files of a bundle, as they are, but for its ledger and media
 * bundles/&lt;day&gt;/&lt;run id&gt;/.media.json       list of its media, and of their objects
 * media/&lt;2 digits&gt;/&lt;sha256&gt;                 originals and derivatives by content
 * media/&lt;2 digits&gt;/&lt;sha256&gt;.&lt;generation&gt;    the same, of a content that was removed before
 * ledgers/&lt;day&gt;/&lt;run id&gt;/00000001.json    lines of its ledger, one object each
 * uploads/&lt;id&gt;/data, uploads/&lt;id&gt;/upload.json   an upload until its event is done, its state last
 * index/000001.jsonl                       segments of the index; all of them, one after the other, are the index
 * </pre>
 */
final class StoreKeys {
    static final String BUNDLES = "bundles/";
    static final String INDEX = "index/";

    static final String MEDIA = "media/";
    static final String UPLOADS = "uploads/";
    static final String UPLOAD_STATE = "/upload.json";

    /** Rest of the key of a bundle's list of media. */
    static final String MEDIA_LIST = ".media.json";

    private static final Pattern MEDIA_NAME = Pattern.compile("([0-9a-f]{64})(?:\\.([1-9][0-9]{0,8}))?");

    private StoreKeys() {}

    /** Returns the beginning of the keys of a bundle's files. */
    static String bundle(String runPath) {
        return BUNDLES + runPath + "/";
    }

    /** Returns the run id of a run path. */
    static String runId(String runPath) {
        return runPath.substring(runPath.indexOf('/') + 1);
    }

    static String file(String runPath, String path) {
        return bundle(runPath) + path;
    }

    static String mediaList(String runPath) {
        return bundle(runPath) + MEDIA_LIST;
    }

    /** Returns the key of a content. */
    static String media(MediaVersion version) {
        String sha256 = version.sha256();
        return MEDIA + sha256.substring(0, 2) + "/" + sha256
                + (version.generation() == 0 ? "" : "." + version.generation());
    }

    /** Returns the content of a key; empty if it is no key of media. */
    static Optional<MediaVersion> mediaVersion(String key) {
        return mediaVersionOf(key.substring(key.lastIndexOf('/') + 1))
                .filter(version -> media(version).equals(key));
    }

    /** Returns the content of the last name of a key; empty if it is no such name. */
    static Optional<MediaVersion> mediaVersionOf(String name) {
        Matcher matcher = MEDIA_NAME.matcher(name);
        return matcher.matches()
                ? Optional.of(new MediaVersion(
                        matcher.group(1), matcher.group(2) == null ? 0 : Integer.parseInt(matcher.group(2))))
                : Optional.empty();
    }

    /**
     * A content of media, each time that it came to the store.
     *
     * @param sha256 checksum in lower-case hex
     * @param generation number of times that it was removed before, by the log of the store
     */
    record MediaVersion(String sha256, int generation) {}

    static String uploadData(String id) {
        return UPLOADS + id + "/data";
    }

    static String uploadState(String id) {
        return UPLOADS + id + UPLOAD_STATE;
    }

    /** Returns the beginning of the keys of a ledger's lines. */
    static String ledger(String runPath) {
        return "ledgers/" + runPath + "/";
    }

    /** @param position position of the line in the ledger, from 0 */
    static String ledgerLine(String runPath, int position) {
        return String.format(Locale.ROOT, "%s%08d.json", ledger(runPath), position + 1);
    }

    /** @param number number of the segment, from 1 */
    static String segment(int number) {
        return String.format(Locale.ROOT, "%s%06d.jsonl", INDEX, number);
    }
}
