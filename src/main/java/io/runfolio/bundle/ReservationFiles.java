package io.runfolio.bundle;

import io.runfolio.run.StorageErrors;
import io.runfolio.run.StorageRoots;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Writes, reads and removes the files of taken run ids, of all workers. Safe for use by several threads. */
public final class ReservationFiles {
    private final BundleLayout layout;
    private final AtomicLong parts = new AtomicLong();

    public ReservationFiles(BundleLayout layout) {
        this.layout = layout;
    }

    /** Returns all reservations, those of this process included. */
    public List<Reservation> all() {
        List<Reservation> all = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(layout.reservations())) {
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

    /** Frees a run id, if it is taken. */
    public void release(String runId) {
        try {
            Files.deleteIfExists(layout.reservation(runId));
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The run id " + runId + " cannot be freed");
        }
    }

    /**
     * Takes a run id, whose bundle may or may not be visible already.
     *
     * @param owner the worker, or whatever has a staging folder and a sign of life
     * @return false if it is taken
     */
    public boolean reserve(String runId, String owner, Optional<EventOrigin> origin) throws IOException {
        if (!Files.exists(layout.reservations())) {
            StorageRoots.createFolders(layout.reservations());
        }
        return create(layout.reservation(runId), owner, Reservation.bytes(owner, origin));
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
    boolean linksWork(String owner) throws IOException {
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
    }

    private static Optional<Reservation> read(Path file) throws IOException {
        try {
            String text = Files.readString(file, StandardCharsets.UTF_8);
            return Optional.of(Reservation.parse(file.getFileName().toString(), text));
        } catch (NoSuchFileException e) {
            return Optional.empty(); // freed since the listing
        }
    }

    private RuntimeException unreadable(IOException cause) {
        return StorageErrors.translate(cause, layout.reservations() + " could not be read");
    }
}
