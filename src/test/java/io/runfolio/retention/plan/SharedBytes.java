package io.runfolio.retention.plan;

import io.runfolio.dedup.DedupSteps;
import io.runfolio.dedup.Deduplicator;
import io.runfolio.retention.RetentionLibrary;
import io.runfolio.settings.MediaSettings.DedupMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/** Lets most originals of a random library share their bytes, and measures the room on disk. */
record SharedBytes(RetentionLibrary library, RandomLibrary made, Random random) {
    private static final String MEDIA = ".*/(original|inputs|web|thumb)/.*";

    /**
     * Deduplicates. Some originals have bytes of their own again afterwards, as imported ones do, and some have a
     * further name outside of the library.
     */
    void share(Path folder) throws IOException {
        Deduplicator dedup = new Deduplicator(library.layout, SharedBytes::noClones, DedupSteps.NONE);
        dedup.convert(DedupMode.HARDLINK, false, (done, of) -> {});
        for (Path original : originals()) {
            int dice = random.nextInt(10);
            if (dice == 0) {
                Path copy = Files.copy(original, folder.resolve("copy"));
                Files.move(copy, original, StandardCopyOption.REPLACE_EXISTING);
            } else if (dice == 1 && random.nextInt(4) == 0) {
                Files.createLink(folder.resolve("link-" + random.nextLong()), original);
            }
        }
        dedup.sweep(false); // objects that nothing uses any more are no part of a plan
    }

    private static void noClones(Path source, Path target) throws IOException {
        throw new IOException("no clones");
    }

    private List<Path> originals() throws IOException {
        try (Stream<Path> all = Files.walk(library.layout.root().folder())) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> file.toString().matches(".*/(original|inputs)/.*"))
                    .filter(file -> !file.startsWith(library.layout.control()))
                    .sorted()
                    .toList();
        }
    }

    /** Returns the sizes of all media and objects, each file once however many names it has. */
    static long room(Path folder) {
        Map<Object, Long> sizes = new HashMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            all.filter(Files::isRegularFile)
                    .filter(file -> file.toString().matches(MEDIA)
                            || file.toString().contains("/objects/")
                            || file.getFileName().toString().startsWith("link-"))
                    .forEach(file -> sizes.put(inode(file), file.toFile().length()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sizes.values().stream().mapToLong(Long::longValue).sum();
    }

    private static Object inode(Path file) {
        try {
            return Files.getAttribute(file, "unix:ino");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
