package io.runfolio.endurance;

import io.runfolio.Workshop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A producer of events, and the knowledge of what has to come of each. Of twenty events nine name one picture, two name three, two a clip; two tell of failed runs, two of runs without outputs; two come a
 * second time as they were, and one a second time with other words, which is a conflict. The same seed gives the same stream.
 */
final class EventStream {
    private static final String KINDS = "ppppppppp33ccffnndd!";
    private static final int PICTURES = 6;

    private final Workshop workshop;
    private final Random random;
    private final List<Character> round = new ArrayList<>();
    /** What was said under each identity: the first words and, after a conflict, the second. */
    private final Map<String, Integer> variants = new HashMap<>();

    private final Map<String, String> first = new HashMap<>();
    private final List<String> identities = new ArrayList<>();
    private final Map<String, Dropped> dropped = new TreeMap<>();
    private final Map<String, String> originals = new TreeMap<>();

    /**
     * An event file that was dropped.
     *
     * @param identity its idempotency key
     * @param variant 1, or 2 if it says something else than the first of this identity
     */
    record Dropped(String identity, int variant) {}

    EventStream(Workshop workshop, long seed) {
        this.workshop = workshop;
        this.random = new Random(seed);
        for (int i = 0; i < PICTURES; i++) {
            workshop.picture("p" + i + (i % 2 == 0 ? ".png" : ".jpg"), 320 + 80 * i, 240 + 60 * i, i);
        }
        clip();
        for (Path file : media()) {
            originals.put(file.getFileName().toString(), Workshop.sha256(file));
        }
    }

    /** Drops one event as producers do. */
    void drop() {
        if (round.isEmpty()) {
            KINDS.chars().forEach(kind -> round.add((char) kind));
            java.util.Collections.shuffle(round, random);
        }
        char kind = round.remove(round.size() - 1);
        String identity = "run-" + identities.size();
        int variant = 1;
        String json;
        if ((kind == 'd' || kind == '!') && !identities.isEmpty()) {
            identity = identities.get(random.nextInt(identities.size()));
            variant = kind == '!' ? 2 : 1;
            json = first.get(identity).replace("variant 1", "variant " + variant);
        } else {
            json = event(identity, kind);
            identities.add(identity);
            first.put(identity, json);
        }
        variants.merge(identity, variant, Math::max);
        String name = String.format("event-%05d.json", dropped.size());
        dropped.put(name, new Dropped(identity, variant));
        workshop.drop(name, json);
    }

    void drop(int count) {
        for (int i = 0; i < count; i++) {
            drop();
        }
    }

    int count() {
        return dropped.size();
    }

    /** Returns every event file's name and what it is. */
    Map<String, Dropped> dropped() {
        return dropped;
    }

    List<String> identities() {
        return identities;
    }

    /** Returns the checksum of each file that events name, from before any worker was there. */
    Map<String, String> originals() {
        return originals;
    }

    /** Returns the files that events may name. */
    List<Path> media() {
        try (Stream<Path> files = Files.list(workshop.media)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String event(String identity, char kind) {
        String[] outputs =
                switch (kind) {
                    case 'c' -> new String[] {"clip.mp4"};
                    case '3' -> new String[] {picture(), picture(), picture()};
                    case 'f', 'n' -> new String[0];
                    default -> new String[] {picture()};
                };
        String json = Workshop.event(identity, kind == 'f' ? "failed" : "succeeded", outputs);
        return json.replace("\"status\"", "\"notes\":\"variant 1\",\"status\"");
    }

    private String picture() {
        int i = random.nextInt(PICTURES);
        return "p" + i + (i % 2 == 0 ? ".png" : ".jpg");
    }

    /** Makes a clip of half a second with the ffmpeg program; without it the file is no clip, and runs with it are bundled all the same. */
    private void clip() {
        Path clip = workshop.media.resolve("clip.mp4");
        try {
            Process process = new ProcessBuilder(
                            "ffmpeg",
                            "-v",
                            "error",
                            "-f",
                            "lavfi",
                            "-i",
                            "testsrc2=s=320x180:r=12:d=0.5",
                            "-c:v",
                            "mpeg4",
                            clip.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.waitFor(30, TimeUnit.SECONDS);
        } catch (IOException e) {
            write(clip);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void write(Path clip) {
        try {
            Files.writeString(clip, "this is no clip");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
