package io.runfolio.endurance;

import io.runfolio.TestWorkspace;
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
 * A producer of events, and the knowledge of what has to come of each. Of twenty events nine name one picture, two name
 * three, two a clip; two tell of failed runs, two of runs without outputs; two come a second time as they were, and one
 * a second time with other words, which is a conflict. The same seed gives the same stream.
 */
final class EventStream {
    private static final String KINDS = "ppppppppp33ccffnndd!";
    private static final int PICTURES = 6;
    private static final String CLIP = "clip.mp4";
    private static final String SLOW = "slow.mp4";

    private final TestWorkspace testWorkspace;
    private final Random random;
    private final List<Character> round = new ArrayList<>();
    /** The first event of each identity. */
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

    EventStream(TestWorkspace testWorkspace, long seed) {
        this.testWorkspace = testWorkspace;
        this.random = new Random(seed);
        for (int i = 0; i < PICTURES; i++) {
            testWorkspace.writePicture("p" + i + (i % 2 == 0 ? ".png" : ".jpg"), 320 + 80 * i, 240 + 60 * i, i);
        }
        clip(CLIP, "testsrc2=s=320x180:r=12:d=0.5");
        for (Path file : media()) {
            originals.put(file.getFileName().toString(), TestWorkspace.sha256(file));
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
        add(identity, variant, json);
    }

    private void add(String identity, int variant, String json) {
        String name = String.format("event-%05d.json", dropped.size());
        dropped.put(name, new Dropped(identity, variant));
        testWorkspace.drop(name, json);
    }

    /** Drops an event whose clip takes some seconds to work on. */
    void dropSlow() {
        if (!originals.containsKey(SLOW)) {
            clip(SLOW, "testsrc2=s=1280x720:r=24:d=12");
            originals.put(SLOW, TestWorkspace.sha256(testWorkspace.media.resolve(SLOW)));
        }
        String identity = "run-" + identities.size();
        identities.add(identity);
        first.put(identity, event("succeeded", identity, SLOW));
        add(identity, 1, first.get(identity));
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
        try (Stream<Path> files = Files.list(testWorkspace.media)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String event(String identity, char kind) {
        String[] outputs =
                switch (kind) {
                    case 'c' -> new String[] {CLIP};
                    case '3' -> new String[] {picture(), picture(), picture()};
                    case 'f', 'n' -> new String[0];
                    default -> new String[] {picture()};
                };
        return event(kind == 'f' ? "failed" : "succeeded", identity, outputs);
    }

    private static String event(String status, String identity, String... outputs) {
        String json = TestWorkspace.event(identity, status, outputs);
        return json.replace("\"status\"", "\"notes\":\"variant 1\",\"status\"");
    }

    private String picture() {
        int i = random.nextInt(PICTURES);
        return "p" + i + (i % 2 == 0 ? ".png" : ".jpg");
    }

    /** Creates a clip with ffmpeg. Without ffmpeg the file is invalid, and its runs are bundled all the same. */
    private void clip(String name, String picture) {
        Path clip = testWorkspace.media.resolve(name);
        try {
            Process process = new ProcessBuilder(
                            "ffmpeg", "-v", "error", "-f", "lavfi", "-i", picture, "-c:v", "mpeg4", clip.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(3, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IllegalStateException("ffmpeg does not end");
            }
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
