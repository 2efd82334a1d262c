package io.runfolio.flow.sqs;

import io.runfolio.coordination.EventLocks;
import io.runfolio.files.Checksums;
import io.runfolio.files.DurableFiles;
import io.runfolio.files.StorageErrors;
import io.runfolio.files.StorageRoots;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Newest handled change of each object, over all workers. The last 16,384 objects are known; an older change of another
 * one is handled again, which makes a duplicate. Every change is durable when its method returns. Thread-safe.
 */
final class ObjectSequences {
    /** Maximum number of objects in one of the 256 files. */
    static final int MAX_PER_FILE = 64;

    private final Path folder;
    private final EventLocks locks;

    /**
     * An object, as it is kept.
     *
     * @param file name of the file
     * @param id digest of bucket and key
     */
    private record Entry(String file, String id) {
        static Entry of(ObjectChange change) {
            String id = Checksums.sha256(change.bucket() + "\n" + change.key()).substring(0, 32);
            return new Entry(id.substring(0, 2) + ".txt", id);
        }
    }

    ObjectSequences(Path folder, EventLocks locks) {
        this.folder = folder;
        this.locks = locks;
    }

    /** Returns whether this change of the object, or a later one, was handled. */
    boolean isHandled(ObjectChange change) {
        if (change.sequencer().isEmpty()) {
            return false;
        }
        Entry entry = Entry.of(change);
        String handled = read(entry.file()).get(entry.id());
        return handled != null && ObjectChange.isOld(change.sequencer(), handled);
    }

    /** Notes that a change was handled. The storage root must have been checked. */
    void handled(ObjectChange change) {
        if (change.sequencer().isEmpty()) {
            return;
        }
        Entry entry = Entry.of(change);
        locks.with("objects of buckets " + entry.file(), () -> {
            Map<String, String> sequencers = read(entry.file());
            String before = sequencers.get(entry.id());
            if (before == null || !ObjectChange.isOld(change.sequencer(), before)) {
                sequencers.remove(entry.id());
                sequencers.put(entry.id(), change.sequencer());
                write(entry.file(), sequencers);
            }
            return true;
        });
    }

    /** Returns numbers by id, the one that changed last at the end. Lines of another form are no loss. */
    private Map<String, String> read(String file) {
        Map<String, String> sequencers = new LinkedHashMap<>();
        try {
            for (String line : Files.readAllLines(folder.resolve(file), StandardCharsets.ISO_8859_1)) {
                String[] words = line.split(" ", 2);
                if (words.length == 2 && words[1].matches("[0-9A-Fa-f]{1,64}")) {
                    sequencers.put(words[0], words[1]);
                }
            }
        } catch (NoSuchFileException e) {
            return sequencers;
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The list of known objects cannot be read");
        }
        return sequencers;
    }

    private void write(String name, Map<String, String> sequencers) {
        while (sequencers.size() > MAX_PER_FILE) {
            sequencers.remove(sequencers.keySet().iterator().next());
        }
        StringBuilder text = new StringBuilder();
        sequencers.forEach(
                (id, sequencer) -> text.append(id).append(' ').append(sequencer).append('\n'));
        Path file = folder.resolve(name);
        Path part = folder.resolve(name + ".part");
        try {
            StorageRoots.createFolders(folder);
            Files.deleteIfExists(part);
            DurableFiles.replace(file, part, text.toString().getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The list of known objects cannot be written");
        }
    }
}
