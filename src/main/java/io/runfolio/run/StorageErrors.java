package io.runfolio.run;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.Locale;

/** Classifies failures of our own disks, by exceptions and by the words of programs. */
public final class StorageErrors {
    /** Words of Linux, macOS and Windows for a disk, its inodes or a quota that are used up. */
    private static final List<String> FULL = List.of(
            "no space left",
            "quota exceeded", // also "Disk quota exceeded"
            "not enough space on the disk",
            "there is not enough space",
            "disk is full",
            "disk full",
            "enospc",
            "edquot");
    /** Words for a disk or a system that fails in another way; none of them is about the bytes of a file. */
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
        String message = what + ": " + StorageReason.after(what, failure);
        return isFull(failure) ? new StorageFullException(message, failure) : new StorageException(message, failure);
    }

    /**
     * Returns what went wrong and the way out, for people: the file, the cause, never the name of a class.
     *
     * @return a sentence without a full stop, such as {@code /x/y: permission denied for user ada; change its owner or mode}
     */
    public static String reason(IOException failure) {
        return StorageReason.after("", failure);
    }

    /** Returns whether a failure means that no space, no inode or no quota is left. */
    public static boolean isFull(IOException failure) {
        return saysFull(String.valueOf(failure.getMessage()));
    }

    /** Returns whether a program's words mean that no space, no inode or no quota is left. */
    public static boolean saysFull(String words) {
        return says(words, FULL);
    }

    /** Returns whether a program's words mean that a disk or the system failed, for lack of room or otherwise. */
    public static boolean saysBroken(String words) {
        return saysFull(words) || says(words, BROKEN);
    }

    /**
     * Throws if a failure came from the disk or the system and not from the bytes of a file that was read; returns otherwise.
     *
     * @param failure what a decoder or parser threw
     * @param what what could not be done
     * @throws RunfolioException as {@link #translate} tells
     */
    public static void rethrow(Throwable failure, String what) {
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
                || saysBroken(String.valueOf(failure.getMessage()));
    }

    private static boolean says(String words, List<String> known) {
        String lower = words.toLowerCase(Locale.ROOT);
        return known.stream().anyMatch(lower::contains);
    }

    /** Returns whether a failure means that the thread was told to stop. */
    public static boolean isInterrupt(IOException failure) {
        return failure instanceof ClosedByInterruptException
                || failure instanceof FileLockInterruptionException
                || failure instanceof InterruptedIOException;
    }
}
