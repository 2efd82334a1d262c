package io.runfolio.files;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.Locale;

/** Classifies failures of local disks by exceptions and by the output of programs. */
public final class StorageErrors {
    /** Messages of Linux, macOS and Windows for a full disk, used-up inodes or an exceeded quota. */
    private static final List<String> FULL = List.of(
            "no space left",
            "quota exceeded", // also "Disk quota exceeded"
            "not enough space on the disk",
            "there is not enough space",
            "disk is full",
            "disk full",
            "enospc",
            "edquot");
    /** Messages for other failures of a disk or the system; none of them is about the bytes of a file. */
    private static final List<String> BROKEN = List.of(
            "read-only file system",
            "input/output error",
            "stale file handle",
            "stale nfs file handle",
            "transport endpoint is not connected",
            "too many open files",
            "structure needs cleaning",
            "no such device",
            "host is down",
            "cannot allocate memory",
            "resource temporarily unavailable");

    private StorageErrors() {}

    /**
     * Translates a failure of a local disk.
     *
     * @param failure exception of the JDK
     * @param what the failed operation, such as {@code "The run could not be sealed"}
     * @return an {@link InterruptedRunException} if the thread was interrupted, a {@link StorageFullException} if there
     *     is no space, else a {@link StorageException}
     */
    public static RunfolioException translate(IOException failure, String what) {
        if (isInterrupt(failure)) {
            return new InterruptedRunException(what + ": the worker was stopped", failure);
        }
        String message = what + ": " + StorageErrorMessage.after(what, failure);
        return isDiskFull(failure)
                ? new StorageFullException(message, failure)
                : new StorageException(message, failure);
    }

    /**
     * Returns the file, the cause and the remedy as text, without class names.
     *
     * @return a sentence without a full stop, such as {@code /x/y: permission denied for user ada; change its owner or
     *     mode}
     */
    public static String reason(IOException failure) {
        return StorageErrorMessage.after("", failure);
    }

    /** Returns the reason as the end of a message; the file is left out if the message names it already. */
    public static String reasonAfter(String message, IOException failure) {
        return StorageErrorMessage.after(message, failure);
    }

    /** Returns whether a failure means that space, inodes or quota are used up. */
    public static boolean isDiskFull(IOException failure) {
        return isDiskFullMessage(String.valueOf(failure.getMessage()));
    }

    /** Returns whether a program's output means that space, inodes or quota are used up. */
    public static boolean isDiskFullMessage(String words) {
        return says(words, FULL);
    }

    /** Returns whether a program's output means a failure of a disk or the system, a full disk included. */
    public static boolean isStorageFailureMessage(String words) {
        return isDiskFullMessage(words) || says(words, BROKEN);
    }

    /**
     * Throws if a failure was caused by a disk or the system, not by the bytes of a file.
     *
     * @param failure exception of a decoder or parser
     * @param what the failed operation
     * @throws RunfolioException as {@link #translate} returns it
     */
    public static void rethrowStorageFailure(Throwable failure, String what) {
        int depth = 0;
        for (Throwable at = failure; at != null && depth++ < 10; at = at.getCause()) {
            if (at instanceof StorageException || at instanceof InterruptedRunException) {
                throw (RunfolioException) at;
            }
            if (at instanceof IOException io && isOfTheSystem(io)) {
                throw translate(io, what);
            }
        }
    }

    private static boolean isOfTheSystem(IOException failure) {
        return failure instanceof FileSystemException
                || failure instanceof FileNotFoundException
                || isInterrupt(failure)
                || isStorageFailureMessage(String.valueOf(failure.getMessage()));
    }

    private static boolean says(String words, List<String> known) {
        String lower = words.toLowerCase(Locale.ROOT);
        return known.stream().anyMatch(lower::contains);
    }

    /** Returns whether a failure was caused by an interrupt of the thread. */
    public static boolean isInterrupt(IOException failure) {
        return failure instanceof ClosedByInterruptException
                || failure instanceof FileLockInterruptionException
                || failure instanceof InterruptedIOException;
    }
}
