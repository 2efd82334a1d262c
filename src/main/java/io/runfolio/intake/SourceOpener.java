package io.runfolio.intake;

import io.runfolio.run.EventOrigin;
import java.io.IOException;

/** Opens the files of assets that have one form of {@code source_path}. Safe for use by several threads. */
public interface SourceOpener {
    /**
     * Refuses a source that can never be read, whatever happens. Reads no more than is needed for that.
     *
     * @param sourcePath text in the event
     * @param field field of the event, for the error
     * @throws RefusedEventException if the event cannot be bundled with this source
     */
    void check(String sourcePath, String field);

    /**
     * Opens a source for reading.
     *
     * @param sourcePath text in the event
     * @param event the event that names it
     * @throws SourceUnavailableException if the asset fails with a code of its own
     * @throws java.nio.file.NoSuchFileException if it does not exist
     * @throws IOException if it cannot be opened
     * @throws RefusedEventException if it may not be read any more
     */
    OpenSource open(String sourcePath, EventOrigin event) throws IOException;
}
