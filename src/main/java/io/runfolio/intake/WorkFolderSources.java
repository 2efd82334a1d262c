package io.runfolio.intake;

import io.runfolio.files.SourcePath;
import io.runfolio.run.EventOrigin;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Opener of files that the steps of a workflow run have written. Only the event of the run may name them, and no other
 * file of the run's folder can be opened.
 */
public final class WorkFolderSources implements SourceOpener {
    private static final Pattern RUN_ID = Pattern.compile("run-[0-9a-f]{16}");
    private static final String WORK = "work";

    private final SourceOpener paths;
    private final Path runs;

    /** Folder of a run that a path is in. */
    private record RunPath(String runId, SourceRoots work) {
        boolean isOf(EventOrigin event) {
            return event.eventId().equals(runId) || event.eventId().startsWith(runId + ":");
        }
    }

    /**
     * @param paths opener of all other paths
     * @param runs folder of the workflow runs
     */
    public WorkFolderSources(SourceOpener paths, Path runs) {
        this.paths = paths;
        this.runs = runs.toAbsolutePath().normalize();
    }

    @Override
    public void check(String sourcePath, String field) {
        Optional<RunPath> run = find(sourcePath);
        if (run.isPresent()) {
            run.get().work().check(sourcePath, field);
        } else {
            paths.check(sourcePath, field);
        }
    }

    @Override
    public OpenSource open(String sourcePath, EventOrigin event) throws IOException {
        Optional<RunPath> run = find(sourcePath);
        if (run.isEmpty()) {
            return paths.open(sourcePath, event);
        }
        if (!run.get().isOf(event)) {
            throw new RefusedEventException(
                    "outside_roots",
                    "source_path",
                    "`source_path` is a file of the workflow run " + run.get().runId()
                            + ", which only the event of that run may name.");
        }
        return run.get().work().open(sourcePath);
    }

    private Optional<RunPath> find(String sourcePath) {
        Path path;
        try {
            path = Path.of(SourcePath.plain(sourcePath)).normalize();
        } catch (IllegalArgumentException e) { // also InvalidPathException: the other opener says what is wrong
            return Optional.empty();
        }
        if (!path.isAbsolute() || !path.startsWith(runs) || path.equals(runs)) {
            return Optional.empty();
        }
        String runId = runs.relativize(path).getName(0).toString();
        return RUN_ID.matcher(runId).matches()
                ? Optional.of(new RunPath(
                        runId, new SourceRoots(List.of(runs.resolve(runId).resolve(WORK)))))
                : Optional.empty();
    }
}
