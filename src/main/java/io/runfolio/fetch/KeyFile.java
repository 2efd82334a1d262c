package io.runfolio.fetch;

import io.runfolio.files.PrivateFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Key in the first line of a file. It is read for each request, so a key can be replaced while a worker runs.
 *
 * @param setting key of the setting that names the file, for messages
 */
public record KeyFile(String setting, Path file) {
    private static final int MAX_BYTES = 16 << 10;

    /** Thrown if there is no usable key. The message is a sentence with the setting, and never has the key. */
    public static final class MissingKeyException extends IOException {
        private static final long serialVersionUID = 1L;

        public MissingKeyException(String message) {
            super(message);
        }
    }

    /** Returns the key: printable ASCII, so that it cannot end a header. */
    public String read() throws MissingKeyException {
        try {
            if (PrivateFiles.mayOthersRead(file)) {
                throw new MissingKeyException(
                        "The file of " + setting + " is readable by others: run \"chmod 600 " + file + "\".");
            }
            String key = text().lines().findFirst().orElse("").strip();
            if (key.isEmpty() || key.chars().anyMatch(letter -> letter < ' ' || letter > '~')) {
                throw new MissingKeyException("The file of " + setting + " has no key in its first line.");
            }
            return key;
        } catch (NoSuchFileException e) {
            throw new MissingKeyException("The file of " + setting + " does not exist.");
        } catch (MissingKeyException e) {
            throw e;
        } catch (IOException e) {
            throw new MissingKeyException("The file of " + setting + " cannot be read.");
        }
    }

    private String text() throws IOException {
        try (InputStream stream = Files.newInputStream(file)) {
            byte[] bytes = stream.readNBytes(MAX_BYTES + 1);
            return bytes.length > MAX_BYTES ? "" : new String(bytes, StandardCharsets.UTF_8);
        }
    }
}
