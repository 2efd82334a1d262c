package io.runfolio.upload;

import io.runfolio.intake.OpenSource;
import io.runfolio.intake.RefusedEventException;
import io.runfolio.intake.SourceOpener;
import io.runfolio.intake.SourceUnavailableException;
import io.runfolio.run.EventOrigin;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Opener of {@code upload:<id>}. Whether the upload is complete is checked when the event is accepted and bundled. */
public final class UploadSources implements SourceOpener {
    private final UploadStore store;

    public UploadSources(UploadStore store) {
        this.store = store;
    }

    @Override
    public void check(String sourcePath, String field) {
        if (UploadReference.id(sourcePath).isEmpty()) {
            throw new RefusedEventException(
                    "bad_value",
                    field,
                    "`" + field + "` must be `upload:` and the 32 hex digits of an upload, as in its URL.");
        }
    }

    @Override
    public OpenSource open(String sourcePath, EventOrigin event) throws IOException {
        Optional<Path> file = UploadReference.id(sourcePath).flatMap(store::file);
        if (file.isEmpty()) {
            throw new SourceUnavailableException(
                    "upload_unknown", "The upload does not exist, has expired or is not complete.");
        }
        return OpenSource.of(file.get());
    }
}
