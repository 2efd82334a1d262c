package io.runfolio.coordination.folder;

import io.runfolio.files.DurableFiles;
import io.runfolio.files.StorageErrors;
import java.io.IOException;
import java.nio.file.Path;

/** Writes events into a queue folder as producers do: under another name, flushed, renamed. */
public final class InboxWriter {
    private InboxWriter() {}

    /**
     * Writes an event; it is on disk when this returns.
     *
     * @param name the event's file name; a suffix is added if it is taken
     * @return the file
     */
    public static Path write(Path inbox, byte[] event, String name) {
        String id = ClaimFolder.newId();
        Path part = inbox.resolve("." + id + InboxLayout.PART_SUFFIX);
        try {
            DurableFiles.writeNew(part, event);
            Path target = EventFileMoves.moveToFreeName(part, inbox, name, id);
            DurableFiles.forceFolder(inbox);
            return target;
        } catch (IOException e) {
            throw StorageErrors.translate(e, "An event cannot be written to the inbox");
        }
    }
}
