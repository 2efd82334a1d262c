package io.runfolio.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A folder that a volume may be mounted on, with a marker file that identifies the volume.
 *
 * @param name name in messages, such as {@code outputs}
 * @param folder the folder, absolute
 * @param control folder for the marker and the memory, below the root
 * @param own pattern of names that only a used root contains
 */
public record StorageRoot(String name, Path folder, Path control, Pattern own) {
    private static final String MARKER = ".root.json";
    private static final String MEMORY = ".known-roots";
    private static final Pattern ID = Pattern.compile("\"id\"\\s*:\\s*\"([0-9a-f]{32})\"");
    private static final int ID_BYTES = 16;

    /** Returns the file that holds the id. */
    public Path marker() {
        return control.resolve(MARKER);
    }

    /** Returns the file that holds the ids of the roots that were used together with this one. */
    public Path memory() {
        return control.resolve(MEMORY);
    }

    /** Returns the id in the marker; empty if there is no marker. */
    public Optional<String> id() throws IOException {
        try {
            Matcher matcher = ID.matcher(Files.readString(marker()));
            return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Returns whether Runfolio has worked in the folder. */
    boolean isUsed() throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                if (own.matcher(entry.getFileName().toString()).matches()) {
                    return true;
                }
            }
            return false;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Creates the folder and its marker and returns the id. Of two concurrent markers one is kept. */
    String create(Optional<String> wanted) throws IOException {
        Files.createDirectories(control);
        String id = wanted.orElseGet(() -> RandomIds.hex(ID_BYTES));
        Path fresh = control.resolve(".root-" + RandomIds.hex(ID_BYTES));
        DurableFiles.writeNew(fresh, ("{\"id\": \"" + id + "\"}\n").getBytes(StandardCharsets.US_ASCII));
        try {
            linkOrMove(fresh);
        } catch (FileAlreadyExistsException e) {
            return id().orElseThrow(() ->
                    new IOException(marker() + " is not a valid marker of a storage root: restore it, or delete it"));
        } finally {
            Files.deleteIfExists(fresh);
        }
        DurableFiles.forceFolder(control);
        return id;
    }

    private void linkOrMove(Path fresh) throws IOException {
        try {
            Files.createLink(marker(), fresh);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (IOException | UnsupportedOperationException e) {
            DurableFiles.moveWithoutReplacing(fresh, marker());
        }
    }

    /** Returns the ids of other roots by their folders. */
    Map<String, String> known() throws IOException {
        Map<String, String> known = new TreeMap<>();
        try {
            for (String line : Files.readAllLines(memory())) {
                int tab = line.indexOf('\t');
                if (tab > 0) {
                    known.put(line.substring(tab + 1), line.substring(0, tab));
                }
            }
        } catch (NoSuchFileException e) {
            return known;
        }
        return known;
    }

    /** Returns whether the id of another root is recorded here. */
    public boolean remembers(StorageRoot other) {
        try {
            return known().containsKey(other.folder().toString());
        } catch (IOException e) {
            throw StorageErrors.translate(e, memory() + " cannot be read");
        }
    }

    /** Records the id of another root. */
    void remember(StorageRoot other, String id) throws IOException {
        Map<String, String> known = known();
        if (id.equals(known.put(other.folder().toString(), id))) {
            return;
        }
        StringBuilder lines = new StringBuilder();
        known.forEach(
                (path, value) -> lines.append(value).append('\t').append(path).append('\n'));
        Path fresh = control.resolve(".roots-" + RandomIds.hex(ID_BYTES));
        DurableFiles.replace(memory(), fresh, lines.toString().getBytes(StandardCharsets.UTF_8));
    }
}
