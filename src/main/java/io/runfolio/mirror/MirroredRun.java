package io.runfolio.mirror;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Manifest of a bundle in the mirror: what a restore brings back.
 *
 * @param runPath path of the bundle below the outputs folder
 * @param files files that the bundle has
 * @param folders folders that the bundle has, also empty ones
 * @param removed files that the bundle had, and whose objects were kept
 */
record MirroredRun(String runPath, List<MirroredFile> files, List<String> folders, List<MirroredFile> removed) {
    MirroredRun {
        files = List.copyOf(files);
        folders = List.copyOf(folders);
        removed = List.copyOf(removed);
    }

    static MirroredRun empty(String runPath) {
        return new MirroredRun(runPath, List.of(), List.of(), List.of());
    }

    Map<String, MirroredFile> byPath() {
        return files.stream().collect(Collectors.toMap(MirroredFile::path, Function.identity()));
    }

    /** Returns files that this one has and a newer manifest has not. */
    List<MirroredFile> missingIn(List<MirroredFile> newer) {
        Set<String> there = newer.stream().map(MirroredFile::path).collect(Collectors.toSet());
        return files.stream().filter(file -> !there.contains(file.path())).toList();
    }

    /** Returns the kept objects after an update: those before and those of newly removed files. */
    List<MirroredFile> keptAfter(List<MirroredFile> newer) {
        Map<String, MirroredFile> kept = new HashMap<>();
        removed.forEach(file -> kept.put(file.path(), file));
        missingIn(newer).forEach(file -> kept.put(file.path(), file));
        newer.forEach(file -> kept.remove(file.path()));
        List<MirroredFile> sorted = new ArrayList<>(kept.values());
        sorted.sort(Comparator.comparing(MirroredFile::path));
        return sorted;
    }
}
