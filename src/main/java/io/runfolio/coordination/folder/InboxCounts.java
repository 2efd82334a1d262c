package io.runfolio.coordination.folder;

import io.runfolio.coordination.InboxStatus;
import io.runfolio.coordination.WaitingEvent;
import io.runfolio.files.StorageErrors;
import io.runfolio.files.lock.AliveLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Counts the events and workers of a queue folder. */
final class InboxCounts {
    private InboxCounts() {}

    /** Counts the files of a queue folder; a missing one counts as empty. */
    static InboxStatus of(Path inbox) {
        InboxLayout layout = new InboxLayout(inbox);
        long claimed = folders(layout.work()).stream()
                .mapToLong(folder -> count(folder, name -> name.contains(InboxLayout.CLAIM_SEPARATOR)))
                .sum();
        long workers = folders(layout.work()).stream()
                .map(folder -> folder.getFileName().toString())
                .filter(worker -> !worker.startsWith(".") && AliveLock.isHeld(layout.alive(worker)))
                .count();
        List<WaitingEvent> parked = Inbox.waitingEvents(inbox);
        return new InboxStatus(
                count(inbox, InboxLayout::isEvent),
                parked,
                Math.max(
                        0,
                        claimed - parked.stream().filter(WaitingEvent::active).count()),
                count(layout.done(), InboxLayout::isEvent),
                count(layout.failed(), InboxLayout::isFailedEvent),
                workers,
                oldest(inbox),
                new BlockedEventStore(layout).read());
    }

    private static Optional<Duration> oldest(Path inbox) {
        try (Stream<Path> files = Files.list(inbox)) {
            return files.filter(file -> InboxLayout.isEvent(file.getFileName().toString()))
                    .flatMap(file -> modified(file).stream())
                    .min(Instant::compareTo)
                    .map(instant -> Duration.between(instant, Instant.now()))
                    .map(age -> age.isNegative() ? Duration.ZERO : age); // the clock of a network share may be ahead
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The inbox cannot be listed");
        }
    }

    private static Optional<Instant> modified(Path file) {
        try {
            return Optional.of(Files.getLastModifiedTime(file).toInstant());
        } catch (IOException e) {
            return Optional.empty(); // a worker has claimed it meanwhile
        }
    }

    private static List<Path> folders(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isDirectory).toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The inbox cannot be listed");
        }
    }

    private static long count(Path folder, java.util.function.Predicate<String> wanted) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> wanted.test(file.getFileName().toString()))
                    .count();
        } catch (NoSuchFileException e) {
            return 0;
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The inbox cannot be listed");
        }
    }
}
