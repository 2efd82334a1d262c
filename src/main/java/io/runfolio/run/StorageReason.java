package io.runfolio.run;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Words for people about a failure of a disk: the file, the cause and the way out. */
final class StorageReason {
    private static final String ROOM = "make room";
    /** Advice by words of a cause, in lower case. */
    private static final Map<String, String> WAYS_OUT = waysOut();

    private StorageReason() {}

    private static Map<String, String> waysOut() {
        Map<String, String> ways = new LinkedHashMap<>();
        ways.put("permission denied", "change its owner or mode, or run as another user");
        ways.put("operation not permitted", "change its owner or mode, or run as another user");
        ways.put("read-only file system", "mount it for writing, or name another folder");
        ways.put("not a directory", "a file stands where a folder is needed: move it away, or name another folder");
        ways.put("is a directory", "a folder stands where a file is needed: move it away, or name another file");
        ways.put("too many open files", "raise the limit with ulimit -n");
        return ways;
    }

    /** Returns the reason as it follows on some words; where those name the file, it is not named again. */
    static String after(String words, IOException failure) {
        String file = failure instanceof FileSystemException system ? system.getFile() : null;
        String cause = cause(failure);
        return (file == null || words.contains(file) ? "" : file + ": ") + cause + wayOut(failure, cause);
    }

    private static String wayOut(IOException failure, String cause) {
        if (StorageErrors.isFull(failure)) {
            return "; " + ROOM;
        }
        return WAYS_OUT.entrySet().stream()
                .filter(known -> cause.toLowerCase(Locale.ROOT).contains(known.getKey()))
                .findFirst()
                .map(known -> "; " + known.getValue())
                .orElse("");
    }

    private static String cause(IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return "no such file or folder";
        }
        if (failure instanceof AccessDeniedException) {
            return "permission denied for user " + System.getProperty("user.name");
        }
        if (failure instanceof FileAlreadyExistsException) {
            return "it exists already";
        }
        if (failure instanceof NotDirectoryException) {
            return "not a directory";
        }
        if (failure instanceof DirectoryNotEmptyException) {
            return "the folder is not empty";
        }
        String said = failure instanceof FileSystemException system ? system.getReason() : failure.getMessage();
        return said == null || said.isBlank() ? "input or output error" : said.replaceAll("\\s+", " ");
    }
}
