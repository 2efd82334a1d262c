package io.runfolio.intake;

import io.runfolio.run.EventOrigin;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Opener that is chosen by the scheme of a {@code source_path}, such as {@code https}. A text without a known scheme is
 * a path.
 */
public final class SourceSchemes implements SourceOpener {
    private final SourceOpener paths;
    private final Map<String, SourceOpener> openers;

    /**
     * @param paths opener of plain paths and {@code file:} URLs
     * @param openers openers by scheme, in lower case and without the colon
     */
    public SourceSchemes(SourceOpener paths, Map<String, SourceOpener> openers) {
        this.paths = paths;
        this.openers = Map.copyOf(openers);
    }

    /** Returns these openers and another one. */
    public SourceSchemes with(String scheme, SourceOpener opener) {
        Map<String, SourceOpener> more = new TreeMap<>(openers);
        more.put(scheme, opener);
        return new SourceSchemes(paths, more);
    }

    @Override
    public void check(String sourcePath, String field) {
        opener(sourcePath).check(sourcePath, field);
    }

    @Override
    public OpenSource open(String sourcePath, EventOrigin event) throws IOException {
        return opener(sourcePath).open(sourcePath, event);
    }

    private SourceOpener opener(String sourcePath) {
        int colon = sourcePath.indexOf(':');
        return colon < 0
                ? paths
                : openers.getOrDefault(sourcePath.substring(0, colon).toLowerCase(Locale.ROOT), paths);
    }
}
