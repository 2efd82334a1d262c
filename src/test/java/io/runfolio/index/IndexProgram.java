package io.runfolio.index;

import io.runfolio.JavaProgram;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.bundle.Bundles;
import io.runfolio.coordination.EventLocks;
import io.runfolio.files.StorageException;
import io.runfolio.files.lock.Mutex;
import io.runfolio.run.EventOrigin;
import io.runfolio.run.RunRequest;
import io.runfolio.wiring.Backends;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Program that tests start as another process. It says each step on its standard output. */
public final class IndexProgram {
    private IndexProgram() {}

    /**
     * @param args outputs folder, then {@code append <name> <count>}, {@code hold <event>}, {@code ledger <run>},
     *     {@code seal} or {@code claim <name> <count>}
     */
    public static void main(String[] args) throws Exception {
        BundleLayout layout = Backends.outputs(Path.of(args[0]));
        switch (args[1]) {
            case "append" -> append(new RunIndex(layout), args[2], Integer.parseInt(args[3]));
            case "claim" -> claim(layout, args[2], Integer.parseInt(args[3]));
            case "seal" -> seal(layout);
            case "hold" -> hold(layout.coordination().eventLocks(), args[2]);
            case "ledger" -> new ReviewLogs(layout).with(args[2], IndexProgram::untilTold);
            default -> throw new IllegalArgumentException(args[1]);
        }
    }

    /** Starts it with a command before it, such as a tracer; nothing for none. */
    static Process start(List<String> before, Path outputs, String... args) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(outputs.toString()));
        arguments.addAll(List.of(args));
        List<String> command = JavaProgram.command(before, IndexProgram.class, arguments);
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Says that it has come so far, and goes on when its input ends. */
    private static int untilTold() {
        say("held");
        try {
            return System.in.read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void append(RunIndex index, String name, int count) {
        for (int i = 0; i < count; i++) {
            try {
                say(index.append(Entries.entry(name + i)) ? "appended " + i : "known " + i);
            } catch (StorageException e) {
                say(e.getClass().getSimpleName() + " " + i);
            }
        }
    }

    /** Notes each event under its own name, as a worker does: look, and append if no one has. */
    private static void claim(BundleLayout layout, String name, int count) {
        ProcessedEvents ledger = new ProcessedEvents(layout);
        EventLocks locks = layout.coordination().eventLocks();
        for (int i = 0; i < count; i++) {
            Mutex.Held held = locks.hold("event " + i);
            if (ledger.find("event " + i).isEmpty()) {
                ledger.append(new EventOrigin("event " + i, "d"), name + i);
                say("claimed " + i);
            }
            held.close();
        }
    }

    /** Seals a run of the test's fixed time, and tries again when that failed. */
    private static void seal(BundleLayout layout) {
        RunRequest request = RunRequest.builder("succeeded", "m").build();
        for (int attempt = 0; attempt < 2; attempt++) {
            try {
                say("sealed " + Bundles.seal(layout, request, "e").runId());
            } catch (StorageException e) {
                say(e.getClass().getSimpleName() + " with "
                        + new BundleReader(layout).scan().size() + " bundles");
            }
        }
    }

    private static void hold(EventLocks locks, String event) {
        locks.hold(event);
        untilTold();
    }

    private static void say(String words) {
        System.out.println(words);
        System.out.flush();
    }
}
