package io.runfolio.hooks.adapter;

import io.runfolio.files.FileStamp;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Folder of the operator's adapter files. */
final class AdapterFolder {
    static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");

    private static final String ENDING = ".yaml";
    private static final int MAX_FILES = 100;

    private final Path folder;

    AdapterFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Returns the stamps of all files, by name of the adapter; none if there is no folder.
     *
     * @throws IOException if the folder cannot be read
     */
    Map<String, FileStamp> stamps() throws IOException {
        Map<String, FileStamp> stamps = new TreeMap<>();
        if (!Files.isDirectory(folder)) {
            return stamps;
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> found = files.filter(
                            file -> file.getFileName().toString().endsWith(ENDING))
                    .sorted()
                    .limit(MAX_FILES)
                    .toList();
            found.forEach(file -> stamps.put(name(file), FileStamp.of(file)));
        }
        return stamps;
    }

    /** Reads at most one byte more than a file may have, so that the reader refuses a longer one. */
    byte[] read(String name) throws IOException {
        if (!NAME.matcher(name).matches()) {
            throw new AdapterFileException(
                    file(name).toString(),
                    List.of("has a name that cannot be used: rename it to lower-case letters, digits and hyphens"));
        }
        try (InputStream stream = Files.newInputStream(file(name))) {
            return stream.readNBytes(AdapterFileReader.MAX_BYTES + 1);
        }
    }

    Path file(String name) {
        return folder.resolve(name + ENDING);
    }

    private static String name(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.length() - ENDING.length());
    }
}
