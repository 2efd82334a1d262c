package io.runfolio.cli.corpus;

import io.runfolio.files.Checksums;
import io.runfolio.run.AssetKind;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A file of a corpus.
 *
 * @param name its path below the corpus, with {@code /} on every system
 * @param path where it is
 * @param kind what an event would call it
 * @param key names this very file at this size and time: what is done already is not done again
 */
record CorpusFile(String name, Path path, AssetKind kind, String key) {
    static final String KEY_FIELD = "corpus_key";
    private static final int KEY_DIGITS = 32;
    private static final int SLUG_DIGITS = 12;

    static CorpusFile of(String name, Path path, AssetKind kind, long bytes, long modifiedMillis) {
        return new CorpusFile(name, path, kind, digest(path + "\n" + bytes + "\n" + modifiedMillis));
    }

    /** Returns the event of a generator that made this file and nothing else. */
    Map<String, Object> event() {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("idempotency_key", "corpus:" + key);
        event.put("status", "succeeded");
        event.put("model_key", "corpus");
        event.put("slug", key.substring(0, SLUG_DIGITS));
        event.put("source_metadata", Map.of(KEY_FIELD, key));
        event.put(
                "outputs",
                List.of(Map.of(
                        "kind",
                        kind.jsonName(),
                        "source_path",
                        path.toString(),
                        "role",
                        "output",
                        "original_filename",
                        path.getFileName().toString())));
        return event;
    }

    private static String digest(String text) {
        return Checksums.sha256(text).substring(0, KEY_DIGITS);
    }
}
