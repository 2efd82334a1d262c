package io.runfolio.coordination.folder;

import io.runfolio.coordination.Claim;
import io.runfolio.coordination.Waiting;
import io.runfolio.coordination.WaitingDocument;
import io.runfolio.coordination.WaitingEvent;
import io.runfolio.files.DurableFiles;
import io.runfolio.files.PrivateFiles;
import io.runfolio.files.StorageErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Events that wait for something outside, each with a note beside it. The note is on disk before the event leaves its
 * worker, and is deleted after the waiting has ended; so an event without a note never waits unseen.
 */
final class WaitingEvents {
    private final InboxLayout layout;
    private final WaitingNotes notes;

    WaitingEvents(InboxLayout layout) {
        this.layout = layout;
        this.notes = new WaitingNotes(layout);
    }

    /** Moves a claimed event here. Every step can be repeated after a kill. */
    void add(Claim claim, Waiting waiting) {
        PrivateFiles.restrict(claim.file()); // it keeps URLs with their signatures
        notes.write(claim.id(), waiting);
        giveBack(claim);
    }

    /** Moves a claimed event here whose note is already written. */
    void giveBack(Claim claim) {
        try {
            DurableFiles.moveAtomically(
                    claim.file(), layout.waiting().resolve(claim.file().getFileName()));
            DurableFiles.forceFolder(layout.waiting());
        } catch (IOException e) {
            throw StorageErrors.translate(e, "An event cannot be kept waiting");
        }
    }

    /** Returns what a claimed event has waited for; empty if it never waited. */
    Optional<Waiting> find(Claim claim) {
        return notes.read(claim.id());
    }

    /** Returns the file of a parked event by the name of its producer. */
    Optional<Path> find(String name) {
        return files(layout.waiting()).stream()
                .filter(file -> ClaimFolder.parseClaim(file).name().equals(name))
                .findFirst();
    }

    /** Deletes the note of an event that waits no longer. */
    void forget(Claim claim) {
        notes.delete(claim.id());
    }

    boolean isEmpty() {
        return files(layout.waiting()).isEmpty();
    }

    /** Returns the files of due events, the most urgent first. */
    List<Path> due(Predicate<String> states, Instant now) {
        record Due(Path file, Waiting waiting) {}
        List<Due> due = new ArrayList<>();
        for (Path file : files(layout.waiting())) {
            Waiting waiting = notes.read(ClaimFolder.parseClaim(file).id()).orElse(WaitingDocument.UNREADABLE);
            if (states.test(waiting.state()) && waiting.isDue(now)) {
                due.add(new Due(file, waiting));
            }
        }
        due.sort(Comparator.comparing(Due::waiting, Waiting.BY_URGENCY).thenComparing(Due::file));
        return due.stream().map(Due::file).toList();
    }

    /** Returns all events that wait, and those with a note that a worker is trying. */
    List<WaitingEvent> list() {
        List<WaitingEvent> events = new ArrayList<>();
        for (Path file : files(layout.waiting())) {
            Claim claim = ClaimFolder.parseClaim(file);
            events.add(
                    new WaitingEvent(claim.name(), notes.read(claim.id()).orElse(WaitingDocument.UNREADABLE), false));
        }
        for (Claim claim : claims()) {
            notes.read(claim.id()).ifPresent(waiting -> events.add(new WaitingEvent(claim.name(), waiting, true)));
        }
        events.sort(WaitingEvent.BY_NEXT_TRY);
        return events;
    }

    /** Deletes the notes of events that have gone, and unfinished ones. */
    void tidy() {
        Set<String> known = new HashSet<>();
        files(layout.waiting())
                .forEach(file -> known.add(ClaimFolder.parseClaim(file).id()));
        // the notes are listed before the claims: a note is written while its event is claimed
        Set<String> noted = notes.oldIds();
        claims().forEach(claim -> known.add(claim.id()));
        files(layout.waiting())
                .forEach(file -> known.add(ClaimFolder.parseClaim(file).id()));
        noted.stream().filter(id -> !known.contains(id)).forEach(notes::delete);
    }

    private List<Claim> claims() {
        try (Stream<Path> folders = Files.list(layout.work())) {
            return folders.filter(folder -> !folder.getFileName().toString().startsWith("."))
                    .filter(Files::isDirectory)
                    .flatMap(folder -> files(folder).stream())
                    .map(ClaimFolder::parseClaim)
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The claims cannot be listed");
        }
    }

    /** Returns the event files of a folder, in the order of their names. */
    static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> isEvent(file.getFileName().toString()))
                    .sorted()
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The waiting events cannot be listed");
        }
    }

    static boolean isEvent(String name) {
        return !name.startsWith(".") && name.contains(InboxLayout.CLAIM_SEPARATOR);
    }
}
