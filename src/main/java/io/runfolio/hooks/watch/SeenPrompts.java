package io.runfolio.hooks.watch;

import io.runfolio.files.DurableFiles;
import io.runfolio.files.StorageErrors;
import io.runfolio.files.StorageRoots;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Ids of the prompts whose events were submitted, in a file with a line for each. Every change is durable when its
 * method returns. Not safe for use by several threads.
 */
final class SeenPrompts {
    /** Maximum number of ids: more than the history of a server has. */
    static final int MAX = 20_000;

    private final Path file;
    private final Set<String> ids = new LinkedHashSet<>();

    private SeenPrompts(Path file) {
        this.file = file;
    }

    static SeenPrompts open(Path file) {
        SeenPrompts seen = new SeenPrompts(file);
        try {
            StorageRoots.createFolders(file.getParent());
            seen.ids.addAll(Files.readAllLines(file, StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            return seen;
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The list of known prompts cannot be read");
        }
        return seen;
    }

    boolean isNew() {
        return ids.isEmpty() && !Files.exists(file);
    }

    boolean contains(String id) {
        return ids.contains(id);
    }

    void addAll(Collection<String> others) {
        ids.addAll(others);
        while (ids.size() > MAX) {
            ids.remove(ids.iterator().next());
        }
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            Files.deleteIfExists(part);
            DurableFiles.replace(file, part, (String.join("\n", ids) + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The list of known prompts cannot be written");
        }
    }
}
