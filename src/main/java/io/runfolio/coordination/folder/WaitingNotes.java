package io.runfolio.coordination.folder;

import io.runfolio.coordination.Waiting;
import io.runfolio.coordination.WaitingDocument;
import io.runfolio.files.DurableFiles;
import io.runfolio.files.StorageErrors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Notes beside waiting events: one small JSON file for each claim. */
final class WaitingNotes {
    private static final String SUFFIX = ".state.json";
    /** Age from which a note without event was left behind, and is not being written. */
    private static final Duration MIN_AGE = Duration.ofMinutes(1);

    private final InboxLayout layout;

    WaitingNotes(InboxLayout layout) {
        this.layout = layout;
    }

    void write(String claimId, Waiting waiting) {
        Path part = layout.waiting().resolve("." + claimId + InboxLayout.PART_SUFFIX);
        try {
            Files.deleteIfExists(part);
            byte[] text = (WaitingDocument.write(waiting) + "\n").getBytes(StandardCharsets.UTF_8);
            DurableFiles.replace(file(claimId), part, text);
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The state of a waiting event cannot be written");
        }
    }

    Optional<Waiting> read(String claimId) {
        try {
            return WaitingDocument.read(Files.readString(file(claimId)));
        } catch (IOException e) {
            return Optional.empty(); // missing or damaged: the event is tried at once
        }
    }

    void delete(String claimId) {
        try {
            Files.deleteIfExists(file(claimId));
            Files.deleteIfExists(layout.waiting().resolve("." + claimId + InboxLayout.PART_SUFFIX));
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The state of a waiting event cannot be removed");
        }
    }

    /** Returns the ids of the claims that have a note or an unfinished one that is not new. */
    Set<String> oldIds() {
        try (Stream<Path> files = Files.list(layout.waiting())) {
            Instant before = Instant.now().minus(MIN_AGE);
            return files.filter(file -> isOlder(file, before))
                    .map(file -> file.getFileName().toString())
                    .filter(name -> isNote(name) || name.endsWith(InboxLayout.PART_SUFFIX))
                    .map(name -> name.replace(SUFFIX, "")
                            .replace(InboxLayout.PART_SUFFIX, "")
                            .replace(".", ""))
                    .collect(Collectors.toSet());
        } catch (NoSuchFileException e) {
            return Set.of();
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The waiting events cannot be listed");
        }
    }

    private static boolean isOlder(Path file, Instant before) {
        try {
            return Files.getLastModifiedTime(file).toInstant().isBefore(before);
        } catch (IOException e) {
            return false; // deleted meanwhile
        }
    }

    static boolean isNote(String name) {
        return name.endsWith(SUFFIX) && !WaitingEvents.isEvent(name);
    }

    /** Returns the id of the claim of a note. */
    static String claimOf(String note) {
        return note.replace(SUFFIX, "");
    }

    private Path file(String claimId) {
        return layout.waiting().resolve(claimId + SUFFIX);
    }
}
