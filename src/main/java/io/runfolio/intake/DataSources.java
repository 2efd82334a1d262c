package io.runfolio.intake;

import io.runfolio.files.SourceUrl;
import io.runfolio.run.EventOrigin;

/** Opener of {@code data:} URLs, whose content is in the event and so has its size limit. */
public final class DataSources implements SourceOpener {
    @Override
    public void check(String sourcePath, String field) {
        try {
            SourceUrl.decode(sourcePath);
        } catch (IllegalArgumentException e) {
            throw new RefusedEventException("bad_value", field, "`" + field + "` " + e.getMessage() + ".");
        }
    }

    @Override
    public OpenSource open(String sourcePath, EventOrigin event) throws SourceUnavailableException {
        try {
            return OpenSource.of(SourceUrl.decode(sourcePath).bytes());
        } catch (IllegalArgumentException e) {
            throw new SourceUnavailableException("unreadable", "The file " + e.getMessage() + ".");
        }
    }
}
