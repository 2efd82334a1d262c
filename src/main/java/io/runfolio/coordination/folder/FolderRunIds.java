package io.runfolio.coordination.folder;

import io.runfolio.coordination.Reservation;
import io.runfolio.coordination.RunIds;
import io.runfolio.files.DurableFiles;
import io.runfolio.files.StorageErrors;
import io.runfolio.files.StorageRoots;
import io.runfolio.json.RecordMapper;
import io.runfolio.json.UnreadableRecordException;
import io.runfolio.run.EventOrigin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Run ids as files: creating the file takes the id. Safe for use by several threads. */
final class FolderRunIds implements RunIds {
    /** Age from which a reservation without owner is a leftover. Without hard links one may lack it for a moment. */
    private static final Duration MAX_OWNERLESS = Duration.ofMinutes(1);

    private final FolderLayout layout;
    private final AtomicLong parts = new AtomicLong();
    /** Times at which reservations without owner were first seen, by a monotonic clock. */
    private final Map<String, Long> ownerlessSince = new ConcurrentHashMap<>();

    FolderRunIds(FolderLayout layout) {
        this.layout = layout;
    }

    @Override
    public List<Reservation> all() {
        List<Reservation> all = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(layout.runIds())) {
            for (Path file : files) {
                read(file).ifPresent(all::add);
            }
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (DirectoryIteratorException e) {
            throw unreadable(e.getCause());
        } catch (IOException e) {
            throw unreadable(e);
        }
        return all;
    }

    /** Does not look at the owner: no process loses its reservations while it is alive. */
    @Override
    public void release(Reservation taken) {
        DurableFiles.delete(layout.runId(taken.runId()), "The run id " + taken.runId() + " cannot be freed");
    }

    @Override
    public boolean reserve(String runId, String owner, Optional<EventOrigin> origin) {
        try {
            if (!Files.exists(layout.runIds())) {
                StorageRoots.createFolders(layout.runIds());
            }
            return create(layout.runId(runId), owner, bytes(owner, origin));
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The run id " + runId + " cannot be reserved");
        }
    }

    @Override
    public String locationOf(String runId) {
        return layout.runId(runId).toString();
    }

    @Override
    public void sweep(String self) {
        for (Reservation taken : all()) {
            if (taken.owner().isEmpty() && isLeftover(taken, self)) {
                release(taken);
                ownerlessSince.remove(taken.runId());
            }
        }
    }

    private boolean isLeftover(Reservation taken, String self) {
        long since = ownerlessSince.computeIfAbsent(taken.runId(), id -> System.nanoTime());
        return System.nanoTime() - since >= MAX_OWNERLESS.toNanos() || supportsLinks(self);
    }

    /** Makes a file that is never seen without its content, where the file system has links. */
    private boolean create(Path file, String owner, byte[] content) throws IOException {
        Path part = part(owner, content);
        try {
            Files.createLink(file, part);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (IOException | UnsupportedOperationException e) {
            return createInPlace(file, content);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static boolean createInPlace(Path file, byte[] content) throws IOException {
        try {
            Files.write(file, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    /** Writes a file to a worker's staging folder, which is cleared if the worker dies. */
    private Path part(String owner, byte[] content) throws IOException {
        Path part = layout.staging(owner).resolve(".id-" + parts.incrementAndGet());
        try {
            Files.write(part, content);
        } catch (NoSuchFileException e) {
            StorageRoots.createFolders(part.getParent());
            Files.write(part, content);
        }
        return part;
    }

    /** Returns whether a worker's reservations appear with their content, as they are links to a file. */
    private boolean supportsLinks(String owner) {
        try {
            Path part = part(owner, new byte[0]);
            Path link = part.resolveSibling(part.getFileName() + "-link");
            try {
                Files.createLink(link, part);
                return true;
            } catch (IOException | UnsupportedOperationException e) {
                return false;
            } finally {
                Files.deleteIfExists(link);
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            throw StorageErrors.translate(e, layout.runIds() + " could not be cleared");
        }
    }

    private static Optional<Reservation> read(Path file) throws IOException {
        try {
            String text = Files.readString(file, StandardCharsets.UTF_8);
            return Optional.of(parse(file.getFileName().toString(), text));
        } catch (NoSuchFileException e) {
            return Optional.empty(); // freed since the listing
        }
    }

    private RuntimeException unreadable(IOException cause) {
        return StorageErrors.translate(cause, layout.runIds() + " could not be read");
    }

    private static byte[] bytes(String owner, Optional<EventOrigin> origin) {
        return (owner + "\n"
                        + origin.map(event -> RecordMapper.line(event) + "\n").orElse(""))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static Reservation parse(String runId, String text) {
        int end = text.indexOf('\n');
        return end < 0
                ? new Reservation(runId, text, Optional.empty())
                : new Reservation(runId, text.substring(0, end), origin(text.substring(end + 1)));
    }

    private static Optional<EventOrigin> origin(String json) {
        try {
            EventOrigin origin = RecordMapper.read(json.getBytes(StandardCharsets.UTF_8), EventOrigin.class);
            return origin.eventId() == null || origin.digest() == null ? Optional.empty() : Optional.of(origin);
        } catch (UnreadableRecordException e) {
            return Optional.empty();
        }
    }
}
