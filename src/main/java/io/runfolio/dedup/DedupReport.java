package io.runfolio.dedup;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.files.FileIdentity;
import io.runfolio.files.StorageErrors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Bytes that originals save by sharing, as found on disk.
 *
 * @param originals number of originals
 * @param bytes their sizes, added up
 * @param storedBytes bytes that they and the objects take on disk
 * @param savedBytes bytes that sharing saves: all but the first original of each group
 * @param convertibleBytes bytes that a conversion would free: equal originals that share nothing yet
 * @param objects number of objects
 * @param unusedObjects objects that no bundle uses
 * @param unusedBytes bytes that `dedup sweep` would free
 * @param projects the same by project, in the order of the names
 * @param unreadable bundles whose records cannot be read; they are not counted
 */
public record DedupReport(
        int originals,
        long bytes,
        long storedBytes,
        long savedBytes,
        long convertibleBytes,
        int objects,
        int unusedObjects,
        long unusedBytes,
        List<Project> projects,
        List<String> unreadable) {

    /**
     * Part of a project. What is saved belongs to the project whose original came later.
     *
     * @param name its name; empty for runs without one
     */
    public record Project(String name, int originals, long bytes, long savedBytes, long convertibleBytes) {
        private Project add(long size, long saved, long convertible) {
            return new Project(name, originals + 1, bytes + size, savedBytes + saved, convertibleBytes + convertible);
        }
    }

    /** Reads all bundles and objects. */
    public static DedupReport of(BundleLayout layout) {
        List<String> unreadable = new ArrayList<>();
        Map<String, Project> projects = new TreeMap<>();
        Set<Object> stored = new HashSet<>();
        Set<String> checksums = new HashSet<>();
        for (BundleOriginal original : new BundleOriginals(layout).all(unreadable::add)) {
            long size = original.identity().bytes();
            boolean isNew = stored.add(original.bytesKey());
            boolean isCopy =
                    original.sha256().filter(sum -> !checksums.add(sum)).isPresent();
            Project project = projects.getOrDefault(original.project(), new Project(original.project(), 0, 0, 0, 0));
            projects.put(original.project(), project.add(size, isNew ? 0 : size, isNew && isCopy ? size : 0));
        }
        return total(layout, stored, List.copyOf(projects.values()), unreadable);
    }

    private static DedupReport total(
            BundleLayout layout, Set<Object> stored, List<Project> projects, List<String> unreadable) {
        long bytes = projects.stream().mapToLong(Project::bytes).sum();
        long saved = projects.stream().mapToLong(Project::savedBytes).sum();
        List<Path> objects = new ObjectFolder(layout.objects()).objects();
        int unused = 0;
        long unusedBytes = 0;
        try {
            for (Path object : objects) {
                FileIdentity identity = FileIdentity.of(object);
                if (!ObjectSweep.isUsed(object, identity, stored)) {
                    unused++;
                    unusedBytes += identity.bytes();
                }
            }
        } catch (IOException e) {
            throw StorageErrors.translate(e, layout.objects() + " could not be read");
        }
        return new DedupReport(
                projects.stream().mapToInt(Project::originals).sum(),
                bytes,
                bytes - saved + unusedBytes,
                saved,
                projects.stream().mapToLong(Project::convertibleBytes).sum(),
                objects.size(),
                unused,
                unusedBytes,
                projects,
                List.copyOf(unreadable));
    }
}
