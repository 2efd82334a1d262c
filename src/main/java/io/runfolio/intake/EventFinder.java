package io.runfolio.intake;

import io.runfolio.run.RefusedEventException;
import io.runfolio.run.StorageErrors;
import io.runfolio.run.StorageException;
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
import java.util.stream.Stream;

/** Finds events in a queue folder by their identity. Each file is read once, whatever its place. Thread-safe. */
public final class EventFinder {
    /** Files whose identity is remembered. */
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

    /** Progress of an event that is in no bundle yet. */
    public enum Place {
        /** No worker has taken it. */
        WAITING,
        /** A worker has taken it. */
        CLAIMED
    }

    private record Identity(String eventId, String digest) {
        private static final Identity NONE = new Identity("", "");
    }

    /**
     * An event that waits or is claimed.
     *
     * @param name name of its file, as its producer gave it
     * @param digest as in {@link RunEvent}; empty if the event will be refused
     */
    public record Pending(Place place, String name, String digest) {}

    /**
     * A refused event.
     *
     * @param name name of its file
     * @param error the document beside it
     */
    public record Refused(String name, Map<String, Object> error) {}

    /** Returns a waiting or claimed event; empty if no event has that identity. */
    public Optional<Pending> pending(String eventId) {
        // in the order in which a file moves, so that it is not missed on its way; once more as it may be put back
        return waiting(eventId).or(() -> claimed(eventId)).or(() -> waiting(eventId));
    }

    /** Returns a refused event; empty if no event has that identity. */
    public Optional<Refused> refused(String eventId) {
        return files(layout.failed(), InboxLayout::isFailedEvent).stream()
                .filter(file -> identity(file, this::refusedIdentity).eventId().equals(eventId))
                .findFirst()
                .map(file -> new Refused(file.getFileName().toString(), FailedEvents.reason(file)));
    }

    private Optional<Pending> waiting(String eventId) {
        return find(layout.inbox(), InboxLayout::isEvent, Place.WAITING, eventId);
    }

    private Optional<Pending> claimed(String eventId) {
        return files(layout.work(), name -> !name.startsWith(".")).stream()
                .flatMap(folder ->
                        find(folder, name -> name.contains(InboxLayout.CLAIM_SEPARATOR), Place.CLAIMED, eventId)
                                .stream())
                .findFirst();
    }

    private Optional<Pending> find(
            Path folder, java.util.function.Predicate<String> wanted, Place place, String eventId) {
        for (Path file : files(folder, wanted)) {
            Identity identity = identity(file, this::eventIdentity);
            if (identity.eventId().equals(eventId)) {
                String name = file.getFileName().toString();
                return Optional.of(new Pending(
                        place, place == Place.CLAIMED ? Inbox.claimOf(file).name() : name, identity.digest()));
            }
        }
        return Optional.empty();
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
            return Identity.NONE; // moved on meanwhile
        }
    }

    private Identity eventIdentity(Path file) {
        try {
            RunEvent event = reader.read(file);
            return new Identity(event.eventId(), event.digest());
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
