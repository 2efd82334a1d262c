package io.runfolio.coordination.folder;

import io.runfolio.coordination.Claim;
import io.runfolio.coordination.RefusalDocument;
import io.runfolio.coordination.RefusedEvent;
import io.runfolio.files.DurableFiles;
import io.runfolio.files.PrivateFiles;
import io.runfolio.files.StorageErrors;
import io.runfolio.intake.RefusedEventException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Refused events in {@code .failed}, each with a reason file. */
public final class FailedEvents {
    private final InboxLayout layout;

    public FailedEvents(InboxLayout layout) {
        this.layout = layout;
    }

    /** Returns all refused events, by name. */
    public List<RefusedEvent> list() {
        try (Stream<Path> files = Files.list(layout.failed())) {
            return files.filter(
                            file -> InboxLayout.isFailedEvent(file.getFileName().toString()))
                    .sorted()
                    .map(FailedEvents::load)
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The refused events cannot be listed");
        }
    }

    /** Returns the refused event of that name, with or without its {@code .json}. */
    public Optional<RefusedEvent> find(String name) {
        return list().stream()
                .filter(event -> event.name().equals(name)
                        || InboxLayout.stem(event.name()).equals(name))
                .findFirst();
    }

    /**
     * Returns a refused event to the inbox as new. A short-lived worker moves it, so that another worker can complete
     * the move after a kill.
     */
    public Path retry(RefusedEvent event) {
        try (Inbox inbox = Inbox.open(
                layout.inbox(),
                InboxLayout.RETRY_PREFIX + ProcessHandle.current().pid() + "-" + Long.toHexString(System.nanoTime()))) {
            return inbox.retry(layout.failed().resolve(event.name()));
        }
    }

    /** Deletes the reason file of an event that is no longer in the folder. */
    static void deleteReason(Path event) {
        try {
            if (!Files.exists(event)) {
                Files.deleteIfExists(InboxLayout.errorOf(event));
            }
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The reason file of a refused event cannot be deleted");
        }
    }

    /**
     * Moves an event to the folder. The reason is on disk first, under a name of this claim, so that another worker can
     * complete an interrupted move; the event leaves the worker's folder last.
     *
     * @param beforeItLeaves called before the event leaves the worker's folder
     */
    void add(
            Claim claim,
            RefusedEventException why,
            String eventId,
            String at,
            List<Map<String, Object>> attempts,
            Runnable beforeItLeaves) {
        Path part = layout.failed().resolve("." + claim.id() + InboxLayout.PART_SUFFIX);
        try {
            Files.deleteIfExists(part);
            PrivateFiles.restrict(claim.file());
            String document = RefusalDocument.write(why, eventId, at, attempts) + "\n";
            DurableFiles.writeNew(part, document.getBytes(StandardCharsets.UTF_8));
            move(claim, part, beforeItLeaves);
        } catch (IOException e) {
            DurableFiles.tryDelete(part);
            throw StorageErrors.translate(e, "The reason file of a refused event cannot be written");
        }
    }

    private void move(Claim claim, Path reason, Runnable beforeItLeaves) throws IOException {
        Path spare = EventFileMoves.alternativeName(layout.failed(), claim.name(), claim.id());
        // an event named like a reason file would be mistaken for one
        Path wanted =
                InboxLayout.isError(claim.name()) ? spare : layout.failed().resolve(claim.name());
        Optional<Path> linked = EventFileMoves.linkToFreeName(claim.file(), wanted, spare);
        Path target = linked.orElseGet(() -> Files.exists(wanted) ? spare : wanted);
        DurableFiles.moveAtomically(reason, InboxLayout.errorOf(target));
        beforeItLeaves.run();
        if (linked.isPresent()) {
            EventFileMoves.delete(claim.file());
        } else {
            EventFileMoves.rename(claim.file(), target);
        }
    }

    static RefusedEvent load(Path file) {
        return new RefusedEvent(file.getFileName().toString(), file.toString(), reason(file));
    }

    /** Returns the content of the reason file of an event; empty if it is missing or unreadable. */
    static Map<String, Object> reason(Path file) {
        try {
            return RefusalDocument.read(Files.readString(InboxLayout.errorOf(file)));
        } catch (IOException e) {
            return Map.of();
        }
    }
}
