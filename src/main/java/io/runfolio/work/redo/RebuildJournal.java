package io.runfolio.work.redo;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.files.AppendFile;
import io.runfolio.files.Checksums;
import io.runfolio.files.StorageErrors;
import io.runfolio.files.StorageRoots;
import io.runfolio.files.lock.Mutex;
import io.runfolio.json.RecordMapper;
import io.runfolio.json.UnreadableRecordException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Progress of one rebuild, shared by all processes that run the same one: {@code .runfolio/rebuilds/<id>-<n>.jsonl}.
 *
 * <p>The outcome of an output is appended before the right to its run is given up. A process that is killed loses none,
 * and the same command goes on after the last one. A finished rebuild that is started again has a new journal.
 */
final class RebuildJournal implements AutoCloseable {
    private static final int ID_CHARS = 16;

    private final AppendFile file;
    private final Lines lines;
    private final Path path;

    private RebuildJournal(Path path, Mutex lock) {
        this.path = path;
        this.lines = new Lines();
        this.file = new AppendFile(path, lock, true, lines);
    }

    private record Line(String artifactId, String outcome, String reason, Boolean finished) {}

    private static final class Lines implements AppendFile.Listener {
        private final Set<String> done = new HashSet<>();
        private boolean finished;

        @Override
        public void reset() {
            done.clear();
            finished = false;
        }

        @Override
        public boolean line(long offset, byte[] bytes) {
            try {
                Line line = RecordMapper.read(bytes, Line.class);
                finished |= Boolean.TRUE.equals(line.finished());
                if (line.artifactId() != null) {
                    done.add(line.artifactId());
                }
                return true;
            } catch (UnreadableRecordException e) {
                return false; // an output that is done twice does no harm
            }
        }

        @Override
        public void quarantined(long from, long bytes, Path quarantine) {
            // a torn line is an outcome that is not known: its output is checked again
        }
    }

    /** Opens the journal of an unfinished rebuild of the same identity, or a new one. */
    static RebuildJournal open(BundleLayout layout, Map<String, Object> identity) {
        Path folder = layout.control().resolve("rebuilds");
        String id = Checksums.sha256(RecordMapper.line(identity).getBytes(StandardCharsets.UTF_8))
                .substring(0, ID_CHARS);
        Mutex lock = layout.coordination().writerLocks().reviewLog("rebuild\n" + id);
        try {
            StorageRoots.createFolders(folder);
            return lock.with(() -> {
                int last = last(folder, id);
                Path newest = folder.resolve(id + "-" + last + ".jsonl");
                if (last == 0 || isFinished(newest, lock)) {
                    return new RebuildJournal(folder.resolve(id + "-" + (last + 1) + ".jsonl"), lock);
                }
                return new RebuildJournal(newest, lock);
            });
        } catch (IOException e) {
            throw StorageErrors.translate(e, folder + " cannot be created");
        }
    }

    private static boolean isFinished(Path file, Mutex lock) {
        try (RebuildJournal journal = new RebuildJournal(file, lock)) {
            return journal.isFinished();
        }
    }

    private static int last(Path folder, String id) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches(id + "-\\d{1,9}\\.jsonl"))
                    .map(name -> name.substring(id.length() + 1, name.length() - ".jsonl".length()))
                    .mapToInt(Integer::parseInt)
                    .max()
                    .orElse(0);
        } catch (NoSuchFileException e) {
            return 0;
        } catch (IOException e) {
            throw StorageErrors.translate(e, folder + " cannot be listed");
        }
    }

    String name() {
        return path.getFileName().toString().replaceFirst("\\.jsonl$", "");
    }

    /** Returns whether an output is done, also by another process. */
    boolean isDone(String artifactId) {
        return file.query(() -> lines.done.contains(artifactId));
    }

    boolean isFinished() {
        return file.query(() -> lines.finished);
    }

    void done(String artifactId, RebuildOutcome outcome) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("artifact_id", artifactId);
        line.put("outcome", outcome.kind().name().toLowerCase(Locale.ROOT));
        line.put("reason", outcome.reason());
        file.append(() -> List.of(RecordMapper.line(line)));
    }

    /** Records that every output is done. */
    void finish() {
        file.append(() -> lines.finished ? List.of() : List.of(RecordMapper.line(Map.of("finished", true))));
    }

    @Override
    public void close() {
        file.close();
    }
}
