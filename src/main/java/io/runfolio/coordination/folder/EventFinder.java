package io.runfolio.coordination.folder;

import io.runfolio.coordination.Claim;
import io.runfolio.coordination.EventLookup;
import io.runfolio.coordination.PendingEvent;
import io.runfolio.coordination.PendingEvent.Place;
import io.runfolio.coordination.RefusedEvent;
import io.runfolio.files.StorageErrors;
import io.runfolio.files.StorageException;
import io.runfolio.intake.EventReader;
import io.runfolio.intake.RefusedEventException;
import io.runfolio.intake.RunEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Finds events in a queue folder by their identity. Each file is read once, also after a move. Thread-safe. */
public final class EventFinder implements EventLookup {
    /** Maximum number of cached identities. */
    private static final int MAX_KNOWN = 10_000;

    private final InboxLayout layout;
    private final EventReader reader;
    private final Map<List<Object>, Identity> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<List<Object>, Identity> eldest) {
            return size() > MAX_KNOWN;
        }
    };

    public EventFinder(InboxLayout layout, EventReader reader) {
        this.layout = layout;
        this.reader = reader;
    }

    private record Identity(String eventId, String digest, boolean isRunning) {
        private Identity(String eventId, String digest) {
            this(eventId, digest, false);
        }

        private static final Identity NONE = new Identity("", "");
    }

    @Override
    public Optional<PendingEvent> pending(String eventId) {
        // in the order in which a file moves, so that it is not missed; and again, as it may have been released
        return waiting(eventId)
                .or(() -> claimed(eventId))
                .or(() -> parked(eventId))
                .or(() -> claimed(eventId))
                .or(() -> waiting(eventId));
    }

    @Override
    public boolean hasResult(String eventId) {
        return openFiles()
                .map(file -> identity(file, this::eventIdentity))
                .anyMatch(event ->
                        event.eventId().equals(eventId) && !event.digest().isEmpty() && !event.isRunning());
    }

    @Override
    public Optional<byte[]> runningTask(String eventId) {
        return openFiles()
                .filter(file -> {
                    Identity event = identity(file, this::eventIdentity);
                    return event.eventId().equals(eventId) && event.isRunning();
                })
                .flatMap(file -> content(file).stream())
                .findFirst();
    }

    /** Lists each folder when its turn comes, in the order of {@link #pending}. */
    private Stream<Path> openFiles() {
        Supplier<List<Path>> inbox = () -> files(layout.inbox(), InboxLayout::isEvent);
        Supplier<List<Path>> claimed = () -> files(layout.work(), name -> !name.startsWith(".")).stream()
                .flatMap(folder -> files(folder, name -> name.contains(InboxLayout.CLAIM_SEPARATOR)).stream())
                .toList();
        Supplier<List<Path>> parked = () -> files(layout.waiting(), WaitingEvents::isEvent);
        return Stream.of(inbox, claimed, parked, claimed, inbox).flatMap(folder -> folder.get().stream());
    }

    private static Optional<byte[]> content(Path file) {
        try {
            return Optional.of(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw StorageErrors.translate(e, "A waiting event cannot be read");
        }
    }

    private Optional<PendingEvent> parked(String eventId) {
        return find(layout.waiting(), WaitingEvents::isEvent, Place.PARKED, eventId);
    }

    @Override
    public Optional<RefusedEvent> refused(String eventId) {
        return files(layout.failed(), InboxLayout::isFailedEvent).stream()
                .filter(file -> identity(file, this::refusedIdentity).eventId().equals(eventId))
                .findFirst()
                .map(file -> FailedEvents.load(file));
    }

    private Optional<PendingEvent> waiting(String eventId) {
        return find(layout.inbox(), InboxLayout::isEvent, Place.WAITING, eventId);
    }

    private Optional<PendingEvent> claimed(String eventId) {
        return files(layout.work(), name -> !name.startsWith(".")).stream()
                .flatMap(folder ->
                        find(folder, name -> name.contains(InboxLayout.CLAIM_SEPARATOR), Place.CLAIMED, eventId)
                                .stream())
                .findFirst();
    }

    private Optional<PendingEvent> find(
            Path folder, java.util.function.Predicate<String> wanted, Place place, String eventId) {
        for (Path file : files(folder, wanted)) {
            Identity identity = identity(file, this::eventIdentity);
            if (identity.eventId().equals(eventId)) {
                return Optional.of(pending(place, file, identity));
            }
        }
        return Optional.empty();
    }

    private PendingEvent pending(Place place, Path file, Identity identity) {
        if (place == Place.WAITING) {
            return new PendingEvent(place, file.getFileName().toString(), identity.digest(), Optional.empty());
        }
        Claim claim = ClaimFolder.parseClaim(file);
        return new PendingEvent(place, claim.name(), identity.digest(), new WaitingNotes(layout).read(claim.id()));
    }

    private Identity identity(Path file, Function<Path, Identity> read) {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            List<Object> key = List.of(
                    attributes.fileKey() == null ? file : attributes.fileKey(),
                    attributes.lastModifiedTime(),
                    attributes.size(),
                    file.startsWith(layout.failed()));
            synchronized (known) {
                Identity found = known.get(key);
                if (found != null) {
                    return found;
                }
            }
            Identity found = read.apply(file);
            synchronized (known) {
                known.put(key, found);
            }
            return found;
        } catch (IOException | StorageException e) {
            return Identity.NONE; // moved meanwhile
        }
    }

    private Identity eventIdentity(Path file) {
        try {
            RunEvent event = reader.read(file);
            return new Identity(event.eventId(), event.digest(), event.poll().isPresent());
        } catch (RefusedEventException e) {
            return reader.identity(file).map(id -> new Identity(id, "")).orElse(Identity.NONE);
        }
    }

    private Identity refusedIdentity(Path file) {
        return FailedEvents.reason(file).get("event_id") instanceof String text
                ? new Identity(text, "")
                : reader.identity(file).map(id -> new Identity(id, "")).orElse(Identity.NONE);
    }

    private static List<Path> files(Path folder, java.util.function.Predicate<String> wanted) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> wanted.test(file.getFileName().toString()))
                    .toList();
        } catch (NoSuchFileException | java.nio.file.NotDirectoryException e) {
            return List.of();
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The inbox cannot be listed");
        }
    }
}
