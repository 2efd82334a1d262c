package io.runfolio.coordination.folder;

import java.nio.file.Path;

/**
 * Paths of the files that workers coordinate through. No other class composes such a path.
 *
 * <pre>
 * .runfolio/
 *   ids/&lt;run id&gt;               a run id that is taken
 *   staging/&lt;worker&gt;/          a worker's runs in progress, removed when it dies
 *   locks/&lt;name&gt;.alive         a process that is alive
 *   locks/events.lock          events in progress
 *   locks/writers.lock         writers of shared files
 *   locks/runs.lock            writers of review logs
 * </pre>
 *
 * @param control the folder {@code .runfolio} of an outputs folder
 */
public record FolderLayout(Path control) {
    static final String ALIVE_SUFFIX = ".alive";

    /** Returns the folder of the run ids that are taken. */
    public Path runIds() {
        return control.resolve("ids");
    }

    /** Returns the file whose existence takes a run id. */
    public Path runId(String runId) {
        return runIds().resolve(runId);
    }

    /** Returns the folder of the lock files. */
    public Path locks() {
        return control.resolve("locks");
    }

    /** Returns the file whose lock a process holds for as long as it lives. */
    public Path alive(String name) {
        return locks().resolve(name + ALIVE_SUFFIX);
    }

    Path staging(String owner) {
        return control.resolve("staging").resolve(owner);
    }
}
