package io.runfolio.flow;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.run.RunfolioException;
import io.runfolio.run.StorageErrors;
import io.runfolio.run.StorageException;
import io.runfolio.run.StorageRoots;
import io.runfolio.settings.RunfolioSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Answers whether work could be done now: by doing a little of it, not by believing permissions. */
public final class Readiness {
    private static final int MOST_REMARKS = 3;

    private final RunfolioSettings settings;
    private final Supplier<Optional<String>> engine;
    private final Supplier<Optional<String>> indexTrouble;
    private final Supplier<List<String>> indexRemarks;
    private final Supplier<List<String>> indexProblems;
    private final Supplier<Optional<String>> vanished;

    /**
     * @param engine the engine that would work on clips, or empty if there is none
     * @param indexTrouble why the index cannot be appended to, or empty if it can
     * @param indexRemarks what people should know of the index though nothing is wrong with it
     * @param indexProblems lines of the index that its strict readers refuse; work goes on with them
     * @param vanished which storage root is not what it was, as {@link StorageRoots#trouble()} returns it
     */
    public Readiness(
            RunfolioSettings settings,
            Supplier<Optional<String>> engine,
            Supplier<Optional<String>> indexTrouble,
            Supplier<List<String>> indexRemarks,
            Supplier<List<String>> indexProblems,
            Supplier<Optional<String>> vanished) {
        this.settings = settings;
        this.engine = engine;
        this.indexTrouble = indexTrouble;
        this.indexRemarks = indexRemarks;
        this.indexProblems = indexProblems;
        this.vanished = vanished;
    }

    /**
     * What was found of one thing that work needs.
     *
     * @param name {@code inbox}, {@code outputs}, {@code space}, {@code index} or {@code engine}
     * @param ok whether work could be done
     * @param needed whether nothing can be done without it; only clips need the engine
     * @param detail one sentence, with the way out where it is not ok
     */
    public record Check(String name, boolean ok, boolean needed, String detail) {}

    /** Checks all that work needs. */
    public List<Check> checks() {
        return Stream.concat(gone("orders").stream(), Stream.of(inbox(), outputs(), space(), index(), engine()))
                .toList();
    }

    /** Returns what keeps all work from being done. */
    public List<Check> obstacles() {
        return Stream.concat(gone("orders").stream(), Stream.of(inbox(), outputs(), space(), index()))
                .filter(check -> !check.ok() && check.needed())
                .toList();
    }

    private Check inbox() {
        Path inbox = settings.folders().inbox();
        return gone("inbox").orElseGet(() -> probe("inbox", inbox.resolve(".work"), "events are taken from " + inbox));
    }

    private Check outputs() {
        Path control = new BundleLayout(settings.folders().outputs()).control();
        return gone("outputs")
                .orElseGet(() -> probe(
                        "outputs",
                        control,
                        "bundles go to " + settings.folders().outputs()));
    }

    private Optional<Check> gone(String root) {
        String prefix = root + ": ";
        return vanished.get()
                .filter(trouble -> trouble.startsWith(prefix))
                .map(trouble -> new Check(root, false, true, trouble.substring(prefix.length())));
    }

    private static Check probe(String name, Path folder, String fine) {
        Path probe = folder.resolve(".probe-" + ProcessHandle.current().pid() + "-"
                + Thread.currentThread().getId());
        if (!Files.exists(folder)) {
            return notYet(name, folder, fine);
        }
        try {
            clearProbes(folder);
            try (FileChannel channel = FileChannel.open(
                    probe, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE)) {
                channel.write(ByteBuffer.wrap("probe\n".getBytes(StandardCharsets.UTF_8)));
                channel.force(false);
            }
            return new Check(name, true, true, fine);
        } catch (IOException e) {
            return new Check(name, false, true, "cannot write to " + folder + " (" + StorageErrors.reason(e) + ")");
        }
    }

    /** A process that was killed may have left one; to take away one that is in use harms nobody. */
    private static void clearProbes(Path folder) throws IOException {
        try (DirectoryStream<Path> probes = Files.newDirectoryStream(folder, ".probe-*")) {
            for (Path probe : probes) {
                Files.deleteIfExists(probe);
            }
        }
    }

    /** A look makes no folder: whether it could be made is told by the nearest one that is there. */
    private static Check notYet(String name, Path folder, String fine) {
        try {
            Path there = nearest(folder);
            if (!Files.isDirectory(there)) {
                return new Check(
                        name,
                        false,
                        true,
                        "cannot make " + folder + ": " + there + " is a file; move it away, or name another folder");
            }
            return Files.isWritable(there)
                    ? new Check(name, true, true, fine + ", which is made when it is needed")
                    : new Check(name, false, true, "cannot make " + folder + ": make " + there + " writable");
        } catch (IOException e) {
            return new Check(name, false, true, e.getMessage());
        }
    }

    private Check space() {
        long least = settings.worker().minFreeBytes();
        try {
            Path folder = nearest(settings.folders().outputs());
            long free = Files.getFileStore(folder).getUsableSpace();
            String words = mebibytes(free) + " free, " + mebibytes(least) + " needed";
            return free >= least
                    ? new Check("space", true, true, words)
                    : new Check("space", false, true, words + ": make room, or lower runfolio.min-free");
        } catch (IOException e) {
            return new Check("space", false, true, "free space cannot be read: " + e.getMessage());
        }
    }

    private Check index() {
        return indexTrouble
                .get()
                .map(trouble -> new Check("index", false, true, trouble))
                .orElseGet(this::indexAsItIs);
    }

    private Check indexAsItIs() {
        try {
            List<String> problems = indexProblems.get();
            List<String> remarks = Stream.concat(indexRemarks.get().stream(), problems.stream())
                    .toList();
            String more = remarks.size() > MOST_REMARKS ? " And " + (remarks.size() - MOST_REMARKS) + " more." : "";
            String said = remarks.isEmpty()
                    ? ""
                    : ". " + String.join(" ", remarks.subList(0, Math.min(MOST_REMARKS, remarks.size()))) + more;
            return problems.isEmpty()
                    ? new Check("index", true, true, "lines can be appended" + said)
                    : new Check(
                            "index",
                            false,
                            false,
                            "lines can be appended" + said
                                    + " Strict readers cannot load the index: run `runfolio doctor --repair`.");
        } catch (StorageException e) {
            return new Check("index", false, true, e.getMessage());
        }
    }

    private Check engine() {
        try {
            return engine.get()
                    .map(words -> new Check("engine", true, false, words))
                    .orElseGet(() -> new Check(
                            "engine",
                            false,
                            false,
                            "no video engine starts: install ffmpeg, or set runfolio.video.program"));
        } catch (RunfolioException e) {
            return new Check("engine", false, false, e.getMessage());
        }
    }

    private static Path nearest(Path path) throws IOException {
        for (Path folder = path; folder != null; folder = folder.getParent()) {
            if (Files.exists(folder)) {
                return folder;
            }
        }
        throw new IOException("no folder of " + path + " exists");
    }

    private static String mebibytes(long bytes) {
        return String.format(Locale.ROOT, "%,d MiB", bytes >> 20);
    }
}
