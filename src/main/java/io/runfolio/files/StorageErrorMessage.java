package io.runfolio.files;

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

/** Builds messages about disk failures: the file, the cause and the remedy. */
final class StorageErrorMessage {
    private static final String ROOM = "make room";
    /** Remedies by words of the cause, in lower case. */
    private static final Map<String, String> REMEDIES = remedies();

    private StorageErrorMessage() {}

    private static Map<String, String> remedies() {
        Map<String, String> remedies = new LinkedHashMap<>();
        remedies.put("permission denied", "change its owner or mode, or run as another user");
        remedies.put("operation not permitted", "change its owner or mode, or run as another user");
        remedies.put("read-only file system", "mount it for writing, or name another folder");
        remedies.put("not a directory", "a file has the name of a folder: move it away, or name another folder");
        remedies.put("is a directory", "a folder has the name of a file: move it away, or name another file");
        remedies.put("too many open files", "raise the limit with ulimit -n");
        return remedies;
    }

    /** Returns the reason as the end of a message; the file is left out if the message names it already. */
    static String after(String words, IOException failure) {
        String file = failure instanceof FileSystemException system ? system.getFile() : null;
        String cause = cause(failure);
        return (file == null || words.contains(file) ? "" : file + ": ") + cause + remedy(failure, cause);
    }

    private static String remedy(IOException failure, String cause) {
        if (StorageErrors.isDiskFull(failure)) {
            return "; " + ROOM;
        }
        return REMEDIES.entrySet().stream()
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
