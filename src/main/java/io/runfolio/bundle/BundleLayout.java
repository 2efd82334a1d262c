package io.runfolio.bundle;

import io.runfolio.run.RunId;
import io.runfolio.run.StorageRoot;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.regex.Pattern;

/**
 * Where everything stands below the outputs folder. No other class puts such a path together.
 *
 * <pre>
 * outputs/
 *   index.jsonl
 *   2026-03-26/20260326_214512_model_slug/…   a bundle, see {@link RunFolder}
 *   .runfolio/                                may be deleted while no worker runs
 *     staging/&lt;worker&gt;/&lt;run id&gt;/              a run that is not sealed yet
 *     ids/&lt;run id&gt;                            run ids taken by runs that are not sealed yet, or lack a line
 *     events.jsonl                            which event became which run
 *     changes.jsonl                           runs that changed in review, as they did
 *     catalog.sqlite                          what artifacts are looked up in, with its write-ahead log beside it
 *     locks/                                  files that processes lock
 * </pre>
 *
 * @param outputs the folder of the bundles, absolute
 */
public record BundleLayout(Path outputs) {
    /** How the names of workers' signs of life in {@link #locks()} end. */
    public static final String ALIVE_SUFFIX = ".alive";

    private static final Pattern USED = Pattern.compile("index\\.jsonl|\\d{4}-\\d{2}-\\d{2}");

    public BundleLayout {
        outputs = outputs.toAbsolutePath().normalize();
    }

    /** Returns the outputs folder as a storage root. */
    public StorageRoot root() {
        return new StorageRoot("outputs", outputs, control(), USED);
    }

    /** Returns the index, one line a run. */
    public Path index() {
        return outputs.resolve("index.jsonl");
    }

    /** Returns the folder of what is no bundle: it is rebuilt from them. */
    public Path control() {
        return outputs.resolve(".runfolio");
    }

    /** Returns the folder of the runs under way, one folder a worker. It is on the bundles' own file system, so that a rename seals. */
    public Path stagingRoot() {
        return control().resolve("staging");
    }

    /** Returns the folder of a worker's runs under way. */
    public Path staging(String workerId) {
        return stagingRoot().resolve(workerId);
    }

    /** Returns the folder of one run under way. */
    public Path staging(String workerId, String runId) {
        return staging(workerId).resolve(runId);
    }

    /** Returns the folder of the run ids that are taken. */
    public Path reservations() {
        return control().resolve("ids");
    }

    /** Returns the file whose existence takes a run id; it holds the worker that took it, and the event. */
    public Path reservation(String runId) {
        return reservations().resolve(runId);
    }

    /** Returns the ledger of which event became which run. */
    public Path eventLedger() {
        return control().resolve("events.jsonl");
    }

    /** Returns the feed of runs that changed in review. */
    public Path changes() {
        return control().resolve("changes.jsonl");
    }

    /** Returns the catalog, where it is a file. */
    public Path catalog() {
        return control().resolve("catalog.sqlite");
    }

    /** Returns the folder of the files that processes lock. */
    public Path locks() {
        return control().resolve("locks");
    }

    /** Returns the file whose lock a worker holds for as long as it lives. */
    public Path alive(String workerId) {
        return locks().resolve(workerId + ALIVE_SUFFIX);
    }

    /** Returns the folder of a day's bundles; the day is that of UTC. */
    public Path day(OffsetDateTime createdAt) {
        return outputs.resolve(RunId.day(createdAt));
    }

    /** Returns a run's place among the bundles. */
    public RunFolder runFolder(OffsetDateTime createdAt, String runId) {
        return new RunFolder(day(createdAt).resolve(runId));
    }

    /** Returns a run's place relative to the outputs folder, such as {@code 2026-03-26/20260326_214512_model}. */
    public String runPath(OffsetDateTime createdAt, String runId) {
        return RunId.day(createdAt) + "/" + runId;
    }

    /** Returns a folder's place relative to the outputs folder, with {@code /} on every system. */
    public String relative(Path folder) {
        return outputs.relativize(folder).toString().replace('\\', '/');
    }
}
