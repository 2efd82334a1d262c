package io.runfolio.hooks;

import io.runfolio.files.FileStamp;
import io.runfolio.files.PrivateFiles;
import io.runfolio.files.StorageErrors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Secrets in files, one a line, read again when a file changes. During a rotation several are valid. Thread-safe.
 *
 * <p>Secrets are never part of a message. A file that cannot be read, or that others may read, has no usable secret.
 */
final class SecretFiles {
    private static final Logger LOG = LoggerFactory.getLogger(SecretFiles.class);
    private static final int MAX_BYTES = 16 << 10;
    private static final int MIN_LENGTH = 12;
    private static final int MAX_SECRETS = 10;

    private final String hook;
    private final List<Path> files;
    private volatile Loaded loaded;

    /** Secrets with the stamps of their files; a problem instead of secrets if they cannot be used. */
    private record Loaded(List<FileStamp> stamps, List<String> secrets, String problem) {
        @Override
        public String toString() {
            return secrets.size() + " secrets";
        }
    }

    SecretFiles(String hook, List<Path> files) {
        this.hook = hook;
        this.files = files;
    }

    /**
     * Returns the secrets, at least one.
     *
     * @throws HookUnavailableException if no secret can be used
     */
    List<String> secrets() {
        Loaded current = current();
        if (!current.problem().isEmpty()) {
            throw new HookUnavailableException("The secret of the hook " + hook + " cannot be used: see the log.");
        }
        return current.secrets();
    }

    /** Returns why the secrets cannot be used, with the file; empty if they can. */
    String problem() {
        return current().problem();
    }

    private Loaded current() {
        List<FileStamp> stamps = files.stream().map(FileStamp::of).toList();
        Loaded last = loaded;
        return last != null && stamps.equals(last.stamps()) ? last : reload(stamps);
    }

    private synchronized Loaded reload(List<FileStamp> stamps) {
        if (loaded != null && stamps.equals(loaded.stamps())) {
            return loaded;
        }
        List<String> secrets = new ArrayList<>();
        String problem = "";
        for (Path file : files) {
            problem = problem.isEmpty() ? read(file, secrets) : problem;
        }
        if (!problem.isEmpty()) {
            LOG.error("the secret of the hook {} cannot be used, so its calls stop: {}", hook, problem);
        }
        loaded = new Loaded(stamps, problem.isEmpty() ? List.copyOf(secrets) : List.of(), problem);
        return loaded;
    }

    /** Adds the secrets of a file, or returns why it cannot be used. */
    private static String read(Path file, List<String> secrets) {
        try {
            if (PrivateFiles.mayOthersRead(file)) {
                return file + " is readable by others: run \"chmod 600 " + file + "\"";
            }
            byte[] bytes;
            try (InputStream stream = Files.newInputStream(file)) {
                bytes = stream.readNBytes(MAX_BYTES + 1);
            }
            List<String> lines = new String(bytes, StandardCharsets.UTF_8)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
            if (bytes.length > MAX_BYTES || lines.size() > MAX_SECRETS) {
                return file + " is too large: it may have " + MAX_SECRETS + " lines";
            }
            if (lines.isEmpty()) {
                return file + " is empty: write the secret into it, one a line";
            }
            if (lines.stream().anyMatch(line -> line.length() < MIN_LENGTH)) {
                return file + " has a secret of fewer than " + MIN_LENGTH + " characters: use a longer one";
            }
            secrets.addAll(lines);
            return "";
        } catch (NoSuchFileException e) {
            return file + " does not exist: write the secret into it, and run \"chmod 600 " + file + "\"";
        } catch (IOException e) {
            String what = file + " cannot be read";
            return what + ": " + StorageErrors.reasonAfter(what, e);
        }
    }
}
