package io.runfolio.work;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.files.RunfolioException;
import io.runfolio.files.StorageErrors;
import io.runfolio.files.StorageException;
import io.runfolio.files.StorageRoots;
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

/** Checks whether events can be bundled now, by writing a probe rather than by trusting permissions. */
public final class Readiness {
    private static final int MAX_REMARKS = 3;

    private final RunfolioSettings settings;
    private final Supplier<Optional<String>> engine;
    private final Supplier<Optional<String>> indexTrouble;
    private final Supplier<List<String>> indexRemarks;
    private final Supplier<List<String>> indexProblems;
    private final Supplier<Optional<String>> vanished;

    /**
     * @param engine description of the video engine; empty if none starts
     * @param indexTrouble why the index accepts no lines; empty if it does
     * @param indexRemarks remarks on an index that is usable
     * @param indexProblems lines of the index that its strict readers reject; bundling goes on with them
     * @param vanished the storage root that has changed, by {@link StorageRoots#findProblem()}
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
     * Result of one check.
     *
     * @param name {@code inbox}, {@code outputs}, {@code space}, {@code index}, {@code engine} or {@code runs}
     * @param ok whether the check passed
     * @param needed whether nothing can be bundled without it; only videos need the engine
     * @param detail one sentence; if the check failed, with what to do
     */
    public record Check(String name, boolean ok, boolean needed, String detail) {}

    /** Runs all checks. */
    public List<Check> checks() {
        return Stream.concat(folders(), Stream.of(inbox(), outputs(), space(), index(), engine()))
                .toList();
    }

    /** Returns the failed checks that nothing can be bundled without. */
    public List<Check> obstacles() {
        return Stream.concat(folders(), Stream.of(inbox(), outputs(), space(), index()))
                .filter(check -> !check.ok() && check.needed())
                .toList();
    }

    /** Returns the checks of the folders that not every worker uses. */
    private Stream<Check> folders() {
        Stream<Check> orders = missingRoot("orders").stream();
        return settings.workflow().isEnabled() ? Stream.concat(orders, Stream.of(runs())) : orders;
    }

    private Check runs() {
        Path runs = settings.workflow().runs();
        return missingRoot("runs").orElseGet(() -> probe("runs", runs, "workflow runs are kept in " + runs));
    }

    private Check inbox() {
        if (!settings.coordination().isFolder()) {
            return new Check("inbox", true, true, "events are taken from the database that coordinates");
        }
        Path inbox = settings.folders().inbox();
        return missingRoot("inbox")
                .orElseGet(() -> probe("inbox", inbox.resolve(".work"), "events are taken from " + inbox));
    }

    private Check outputs() {
        Path control = BundleLayout.control(settings.folders().outputs());
        return missingRoot("outputs")
                .orElseGet(() -> probe(
                        "outputs",
                        control,
                        "bundles go to " + settings.folders().outputs()));
    }

    private Optional<Check> missingRoot(String root) {
        String prefix = root + ": ";
        return vanished.get()
                .filter(trouble -> trouble.startsWith(prefix))
                .map(trouble -> new Check(root, false, true, trouble.substring(prefix.length())));
    }

    private static Check probe(String name, Path folder, String fine) {
        Path probe = folder.resolve(".probe-" + ProcessHandle.current().pid() + "-"
                + Thread.currentThread().getId());
        if (!Files.exists(folder)) {
            return missingFolder(name, folder, fine);
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

    /** Deletes probes that a killed process has left; one in use does not need its name. */
    private static void clearProbes(Path folder) throws IOException {
        try (DirectoryStream<Path> probes = Files.newDirectoryStream(folder, ".probe-*")) {
            for (Path probe : probes) {
                Files.deleteIfExists(probe);
            }
        }
    }

    /** Checks a folder that does not exist by its nearest parent, as a check creates nothing. */
    private static Check missingFolder(String name, Path folder, String fine) {
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
            String more = remarks.size() > MAX_REMARKS ? " And " + (remarks.size() - MAX_REMARKS) + " more." : "";
            String said = remarks.isEmpty()
                    ? ""
                    : ". " + String.join(" ", remarks.subList(0, Math.min(MAX_REMARKS, remarks.size()))) + more;
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
