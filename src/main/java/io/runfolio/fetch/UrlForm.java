package io.runfolio.fetch;

import io.runfolio.files.SourceUrl;
import io.runfolio.intake.OpenSource;
import io.runfolio.intake.RefusedEventException;
import io.runfolio.intake.SourceOpener;
import io.runfolio.intake.SourceUnavailableException;
import io.runfolio.run.EventOrigin;

/** Check of the form of URLs, for programs that validate events and fetch nothing. */
public final class UrlForm implements SourceOpener {
    @Override
    public void check(String sourcePath, String field) {
        try {
            SourceUrl.parse(sourcePath);
        } catch (IllegalArgumentException e) {
            throw new RefusedEventException("bad_value", field, "`" + field + "` " + e.getMessage() + ".");
        }
    }

    @Override
    public OpenSource open(String sourcePath, EventOrigin event) throws SourceUnavailableException {
        throw new SourceUnavailableException("fetch_failed", "The file is fetched by a worker only.");
    }
}
