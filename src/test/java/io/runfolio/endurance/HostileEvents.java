package io.runfolio.endurance;

import io.runfolio.TestWorkspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Events that mean harm, or that name files which do. Some are refused, others become bundles whose files have failed.
 */
final class HostileEvents {
    private static final int KINDS = 8;

    private final TestWorkspace testWorkspace;
    private final Path media;
    private int count;

    HostileEvents(TestWorkspace testWorkspace) {
        this.testWorkspace = testWorkspace;
        media = testWorkspace.root.resolve("hostile");
        try {
            Files.createDirectories(media);
            byte[] picture = Files.readAllBytes(testWorkspace.writePicture("whole.png", 300, 200, 3));
            Files.delete(testWorkspace.media.resolve("whole.png"));
            Files.write(media.resolve("cut.png"), Arrays.copyOf(picture, picture.length / 2));
            byte[] bomb = picture.clone();
            bomb[16] = 0x40; // a width of more than a thousand million
            Files.write(media.resolve("bomb.png"), bomb);
            Files.writeString(media.resolve("list.mp4"), "#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n");
            Files.writeString(media.resolve("list.png"), "ffconcat version 1.0\nfile /etc/passwd\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Drops the next one. */
    void drop() {
        String name = String.format("hostile-%05d", count);
        switch (count++ % KINDS) {
            case 0 -> write(name, "nonsense");
            case 1 -> write(name, event(name, "../../../etc/passwd"));
            case 2 -> write(name, event(name, "hostile/is-not-there.png"));
            case 3 -> write(name, event(name, "hostile/cut.png"));
            case 4 -> write(name, event(name, "hostile/bomb.png"));
            case 5 -> write(name, event(name, "hostile/list.mp4"));
            case 6 -> write(name, event(name, "hostile/list.png"));
            default -> write(name, "[".repeat(100_000));
        }
    }

    private static String event(String key, String file) {
        return TestWorkspace.event(key, "succeeded", "FILE").replace("media/FILE", file);
    }

    private void write(String name, String json) {
        testWorkspace.drop(name + ".json", json);
    }
}
