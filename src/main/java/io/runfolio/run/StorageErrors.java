package io.runfolio.run;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;
import java.util.List;
import java.util.Locale;

/** Tells apart why our own disk did not do what it was told. */
public final class StorageErrors {
    /** What Linux, macOS and Windows say when a disk, its inodes or a quota are used up. */
    private static final List<String> FULL = List.of(
            "no space left on device",
            "disk quota exceeded",
            "quota exceeded",
            "not enough space on the disk",
            "the disk is full");

    private StorageErrors() {}

    /**
     * Returns the exception that stands for a failure of our own disk.
     *
     * @param failure what the JDK threw
     * @param what what could not be done, such as {@code "The run could not be sealed"}
     * @return an {@link InterruptedRunException} if a thread was told to stop, a {@link StorageFullException} if there is no room, else a {@link StorageException}
     */
    public static RunfolioException translate(IOException failure, String what) {
        if (isInterrupt(failure)) {
            return new InterruptedRunException(what + ": the worker was told to stop.", failure);
        }
        String message = what + ": " + failure;
        return isFull(failure) ? new StorageFullException(message, failure) : new StorageException(message, failure);
    }

    /** Returns whether a failure means that no space, no inode or no quota is left. */
    public static boolean isFull(IOException failure) {
        String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        return FULL.stream().anyMatch(message::contains);
    }

    private static boolean isInterrupt(IOException failure) {
        return failure instanceof ClosedByInterruptException
                || failure instanceof FileLockInterruptionException
                || failure instanceof InterruptedIOException;
    }
}
