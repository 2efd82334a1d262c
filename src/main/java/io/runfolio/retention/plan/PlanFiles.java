package io.runfolio.retention.plan;

import java.nio.file.Path;

/** Names of the files of a plan. */
final class PlanFiles {
    private PlanFiles() {}

    static Path summary(Path folder) {
        return folder.resolve("plan.json");
    }

    /** Returns the file with a {@link PlanEntry} in each line. */
    static Path entries(Path folder) {
        return folder.resolve("entries.jsonl");
    }

    /** Returns the file with a {@link KeptEntry} in each line. */
    static Path kept(Path folder) {
        return folder.resolve("kept.jsonl");
    }

    /** Returns the file with an {@link EntryResult} in each line. */
    static Path progress(Path folder) {
        return folder.resolve("progress.jsonl");
    }
}
