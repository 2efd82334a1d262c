package io.runfolio.replica;

import java.util.Locale;

/**
 * Keys of objects in a store of bundles. No other class builds them.
 *
 * <pre>
 * bundles/&lt;day&gt;/&lt;run id&gt;/…                 files of a bundle, as they are, but for its ledger and media
 * bundles/&lt;day&gt;/&lt;run id&gt;/.media.json       list of its media, and of their objects
 * media/&lt;2 digits&gt;/&lt;sha256&gt;                 originals and derivatives by content
 * ledgers/&lt;day&gt;/&lt;run id&gt;/00000001.json    lines of its ledger, one object each
 * index/000001.jsonl                       segments of the index; all of them, one after the other, are the index
 * </pre>
 */
final class StoreKeys {
    static final String BUNDLES = "bundles/";
    static final String INDEX = "index/";

    static final String MEDIA = "media/";

    /** Rest of the key of a bundle's list of media. */
    static final String MEDIA_LIST = ".media.json";

    private StoreKeys() {}

    /** Returns the beginning of the keys of a bundle's files. */
    static String bundle(String runPath) {
        return BUNDLES + runPath + "/";
    }

    static String file(String runPath, String path) {
        return bundle(runPath) + path;
    }

    static String mediaList(String runPath) {
        return bundle(runPath) + MEDIA_LIST;
    }

    /** @param sha256 checksum of the content, in lower-case hex */
    static String media(String sha256) {
        return MEDIA + sha256.substring(0, 2) + "/" + sha256;
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
