package io.runfolio.intake;

import io.runfolio.run.AliveLock;
import io.runfolio.run.StorageErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is in a queue folder just now.
 *
 * @param waiting events that no worker has taken
 * @param claimed events that a worker has taken
 * @param done events that were bundled
 * @param failed events that were refused
 * @param workers workers that are alive
 * @param oldestWaiting age of the oldest waiting event
 * @param blocked waiting events that the system did not let a worker claim
 */
public record InboxStatus(
        long waiting,
        long claimed,
        long done,
        long failed,
        long workers,
        Optional<Duration> oldestWaiting,
        List<BlockedEvent> blocked) {

    /** Counts the files of a queue folder; one that is not there counts as empty. */
    public static InboxStatus of(Path inbox) {
        InboxLayout layout = new InboxLayout(inbox);
        long claimed = folders(layout.work()).stream()
                .mapToLong(folder -> count(folder, name -> name.contains(InboxLayout.CLAIM_SEPARATOR)))
                .sum();
        long workers = folders(layout.work()).stream()
                .map(folder -> folder.getFileName().toString())
                .filter(worker -> !worker.startsWith(".") && AliveLock.isHeld(layout.alive(worker)))
                .count();
        return new InboxStatus(
                count(inbox, InboxLayout::isEvent),
                claimed,
                count(layout.done(), InboxLayout::isEvent),
                count(layout.failed(), InboxLayout::isFailedEvent),
                workers,
                oldest(inbox),
                new BlockedEventFiles(layout).read());
    }

    private static Optional<Duration> oldest(Path inbox) {
        try (Stream<Path> files = Files.list(inbox)) {
            return files.filter(file -> InboxLayout.isEvent(file.getFileName().toString()))
                    .flatMap(file -> modified(file).stream())
                    .min(Instant::compareTo)
                    .map(instant -> Duration.between(instant, Instant.now()))
                    .map(age -> age.isNegative() ? Duration.ZERO : age); // the clock of a share may be ahead
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
            return Optional.empty(); // a worker has taken it meanwhile
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
