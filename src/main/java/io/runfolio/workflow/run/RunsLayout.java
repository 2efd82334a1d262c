package io.runfolio.workflow.run;

import io.runfolio.files.StorageRoot;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Paths of the folder of workflow runs. No other class composes such a path.
 *
 * <pre>
 * runs/
 *   &lt;run id&gt;/specification.json     what the run is to do; written once
 *   &lt;run id&gt;/ledger.jsonl           what it has done; only appended
 *   &lt;run id&gt;/answers/&lt;name&gt;.json     results that arrived later
 *   &lt;run id&gt;/work                 a folder for each attempt at a step, until the run's bundle is durable
 *   outbox/                         webhooks that wait for their delivery
 *   queue/                          queue folder with an event for each run that has not ended
 *   requests/&lt;run id&gt;.&lt;word&gt;.json    requests to cancel, retry or wake a run, until they are applied
 *   reviews/&lt;artifact id&gt;          run that waits for a decision on the artifact
 *   runs.jsonl                      changes of the runs' states; can be rebuilt
 *   templates.jsonl                 checksums of the template versions that runs have used
 * </pre>
 *
 * @param runs the folder
 */
public record RunsLayout(Path runs) {
    private static final Pattern USED =
            Pattern.compile("queue|outbox|requests|reviews|templates\\.jsonl|run-[0-9a-f]{16}");
    static final String REQUEST_SUFFIX = ".json";

    /** Returns the folder as a storage root. */
    public StorageRoot root() {
        Path folder = runs.toAbsolutePath().normalize();
        return new StorageRoot("runs", folder, folder.resolve(".runfolio"), USED);
    }

    /** Returns the queue folder of the runs. */
    public Path queue() {
        return runs.resolve("queue");
    }

    Path requests() {
        return runs.resolve("requests");
    }

    Path request(String runId, String word) {
        return requests().resolve(runId + "." + word + REQUEST_SUFFIX);
    }

    Path reviews() {
        return runs.resolve("reviews");
    }

    Path review(String artifactId) {
        return reviews().resolve(artifactId);
    }

    Path feed() {
        return runs.resolve("runs.jsonl");
    }

    Path templates() {
        return runs.resolve("templates.jsonl");
    }

    /** Returns the folder of a run. */
    public Path run(String runId) {
        return runs.resolve(runId);
    }

    Path specification(String runId) {
        return run(runId).resolve("specification.json");
    }

    /** Returns the ledger of a run. */
    public Path ledger(String runId) {
        return run(runId).resolve("ledger.jsonl");
    }

    /** Returns the folder of results that arrived later. */
    public Path answers(String runId) {
        return run(runId).resolve("answers");
    }

    /** Returns the folder of the steps' files. */
    public Path work(String runId) {
        return run(runId).resolve("work");
    }
}
