package io.runfolio.workflow.engine;

import io.runfolio.files.Checksums;
import io.runfolio.files.DurableFiles;
import io.runfolio.files.PathResolver;
import io.runfolio.files.StorageErrors;
import io.runfolio.workflow.run.RunsLayout;
import io.runfolio.workflow.step.StepFailedException;
import io.runfolio.workflow.step.StepFile;
import io.runfolio.workflow.step.StepRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Work folders of the attempts. Each start of an attempt has its own, as a program that outlives its killed worker may
 * still write to the one before.
 */
record StepFolders(RunsLayout layout) {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final int DIGITS = 16;

    /** Returns the path of an attempt's folder below the work folder of the run. */
    static String name(String stepId, int runAttempt, int attempt, int start) {
        String step = PLAIN.matcher(stepId).matches()
                ? stepId
                : Checksums.sha256(stepId).substring(0, DIGITS);
        return step + "/" + runAttempt + "." + attempt + (start > 1 ? "." + start : "");
    }

    Path of(String runId, String name) {
        return layout.work(runId).toAbsolutePath().normalize().resolve(name);
    }

    /** Checks that files are inside the work folder of their attempt, and flushes them to disk. */
    void keep(StepRequest request, List<StepFile> files) {
        if (files.isEmpty()) {
            return;
        }
        PathResolver inside = new PathResolver(request.folder());
        for (StepFile file : files) {
            Path path = file.path().toAbsolutePath().normalize();
            if (!path.startsWith(request.folder())
                    || inside.file(request.folder().relativize(path).toString()).isEmpty()) {
                throw new StepFailedException(
                        "file_outside_folder",
                        "the answer names " + file.path() + ", which is no regular file of the work folder",
                        false);
            }
        }
        try {
            DurableFiles.forceTree(request.folder());
            Path root = layout.run(request.runId()).toAbsolutePath().normalize();
            for (Path folder = request.folder().getParent(); folder.startsWith(root); folder = folder.getParent()) {
                DurableFiles.forceFolder(folder);
            }
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The files of step " + request.stepId() + " cannot be kept");
        }
    }
}
