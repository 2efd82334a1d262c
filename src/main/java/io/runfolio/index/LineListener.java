package io.runfolio.index;

import io.runfolio.files.AppendFile;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listener to the lines of an append file that logs quarantined bytes. */
abstract class LineListener implements AppendFile.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(LineListener.class);

    @Override
    public void reset() {}

    @Override
    public void quarantined(long from, long bytes, Path quarantine) {
        LOG.warn("{} bytes after the last whole line were moved to {}", bytes, quarantine);
    }
}
