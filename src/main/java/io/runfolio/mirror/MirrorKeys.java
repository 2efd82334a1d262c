package io.runfolio.mirror;

/**
 * Keys of objects in the mirror. No other class builds them.
 *
 * <pre>
 * mirror.json                              identity of the library
 * bundles/&lt;day&gt;/&lt;run id&gt;/…                 files of a bundle, as they are
 * manifests/&lt;day&gt;/&lt;run id&gt;.json            which files a bundle has, with checksums
 * lists/&lt;name&gt;.json                        segments of an append-only list
 * lists/&lt;name&gt;/&lt;offset&gt;-&lt;checksum&gt;         bytes of a list
 * </pre>
 */
final class MirrorKeys {
    static final String IDENTITY = "mirror.json";
    static final String BUNDLES = "bundles/";
    static final String MANIFESTS = "manifests/";
    private static final String JSON = ".json";

    private MirrorKeys() {}

    static String file(String runPath, String path) {
        return BUNDLES + runPath + "/" + path;
    }

    static String manifest(String runPath) {
        return MANIFESTS + runPath + JSON;
    }

    /** Returns the run path of a manifest's key. */
    static String runPath(String manifestKey) {
        return manifestKey.substring(MANIFESTS.length(), manifestKey.length() - JSON.length());
    }

    static String list(String name) {
        return "lists/" + name + JSON;
    }

    static String segment(String name, long start, String sha256) {
        return String.format("lists/%s/%016d-%s", name, start, sha256.substring(0, 16));
    }
}
