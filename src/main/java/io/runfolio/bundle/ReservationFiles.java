package io.runfolio.bundle;

import io.runfolio.run.StorageErrors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads and removes the files of taken run ids, of all workers. Safe for use by several threads. */
public final class ReservationFiles {
    private final BundleLayout layout;

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
