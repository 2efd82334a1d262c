package io.runfolio.retention.purge;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.dedup.OriginalNameReader;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Files in the trash that share their bytes with others, by those bytes. Not thread-safe. */
public final class TrashNames {
    private final Map<Object, List<Path>> names = new HashMap<>();

    /**
     * Reads the trash.
     *
     * @param without removals that are left out
     */
    public TrashNames(BundleLayout layout, Set<String> without) {
        OriginalNameReader reader = new OriginalNameReader(layout);
        for (String runPath : TrashFolder.runPaths(layout)) {
            for (String id : TrashFolder.ids(layout, runPath)) {
                if (!without.contains(id)) {
                    TrashFolder folder = TrashFolder.of(layout, runPath, id);
                    folder.paths().stream()
                            .flatMap(path -> folder.file(path).stream())
                            .forEach(file -> reader.linked(file).ifPresent(key -> add(key, file)));
                }
            }
        }
    }

    void add(Object key, Path file) {
        names.computeIfAbsent(key, bytes -> new ArrayList<>()).add(file);
    }

    /** Returns how many names of some bytes are in the trash. */
    public int count(Object key) {
        return (int) names.getOrDefault(key, List.of()).stream()
                .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                .count();
    }
}
