package io.runfolio.artifact;

import io.runfolio.bundle.ArtifactRecord;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.bundle.RunFolder;
import io.runfolio.json.UnreadableRecordException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Finds artifacts by scanning all bundles, for use without a catalog. */
public final class ArtifactFinder {
    private final BundleLayout layout;
    private final BundleReader bundles;

    public ArtifactFinder(BundleLayout layout) {
        this.layout = layout;
        this.bundles = new BundleReader(layout);
    }

    /** Returns whether a word has the form of an artifact's id. */
    public static boolean isId(String word) {
        return word.matches("artifact-[0-9a-f]{16}");
    }

    /**
     * Returns the bundles of artifacts, relative to the outputs folder, by the artifacts' ids. Unknown ids are left
     * out. Bundles that cannot be read are skipped.
     */
    public Map<String, String> runPaths(Collection<String> artifactIds) {
        Set<String> wanted = new HashSet<>(artifactIds);
        Map<String, String> found = new HashMap<>();
        if (wanted.isEmpty()) {
            return found;
        }
        for (Path folder : bundles.scan()) {
            look(folder, wanted, found);
            if (found.size() == wanted.size()) {
                return found;
            }
        }
        return found;
    }

    /** Returns the first ids of artifacts that begin so, in order; it reads every bundle. */
    public List<String> ids(String prefix, int limit) {
        TreeSet<String> found = new TreeSet<>();
        for (Path folder : bundles.scan()) {
            if (mayHold(folder, Set.of(prefix))) {
                artifacts(folder)
                        .map(ArtifactRecord::id)
                        .filter(id -> id.startsWith(prefix))
                        .forEach(found::add);
            }
        }
        return found.stream().limit(limit).toList();
    }

    private Stream<ArtifactRecord> artifacts(Path folder) {
        try {
            return bundles.artifacts(folder, bundles.run(folder), bundles.manifest(folder)).stream();
        } catch (UnreadableRecordException e) {
            return Stream.of(); // verify names it
        }
    }

    private void look(Path folder, Set<String> wanted, Map<String, String> found) {
        if (!mayHold(folder, wanted)) {
            return;
        }
        artifacts(folder)
                .map(ArtifactRecord::id)
                .filter(wanted::contains)
                .forEach(id -> found.putIfAbsent(id, layout.relative(folder)));
    }

    /** Most bundles do not hold what is looked for; that shows without parsing them. */
    private static boolean mayHold(Path folder, Set<String> wanted) {
        try {
            String text = Files.readString(new RunFolder(folder).artifacts(), StandardCharsets.ISO_8859_1);
            return wanted.stream().anyMatch(text::contains);
        } catch (IOException e) {
            return true; // its records are made up
        }
    }
}
