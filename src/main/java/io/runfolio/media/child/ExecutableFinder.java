package io.runfolio.media.child;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** Finds programs by name. */
public final class ExecutableFinder {
    private ExecutableFinder() {}

    /** Returns the first executable file with a name in the folders of {@code PATH}. */
    public static Optional<Path> findOnPath(String name) {
        String path = System.getenv().getOrDefault("PATH", "");
        String file = File.separatorChar == '\\' ? name + ".exe" : name;
        return Arrays.stream(path.split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, file))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
