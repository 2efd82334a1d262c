package io.runfolio.index;

import io.runfolio.run.RunIndexEntry;
import java.util.List;

/** Index lines for tests. */
public final class Entries {
    private Entries() {}

    public static RunIndexEntry entry(String runId) {
        return entry(runId, "2026-03-26T21:45:12+00:00", "succeeded", "m");
    }

    static RunIndexEntry entry(String runId, String createdAt, String status, String model, String... tags) {
        return new RunIndexEntry(
                runId,
                createdAt,
                status,
                model,
                null,
                List.of(tags),
                "a prompt",
                "original/output_01.png",
                "web/output_01.webp",
                "web/output_01.webp",
                "thumb/output_01.webp",
                0,
                1,
                false,
                true,
                null,
                "2026-03-26/" + runId);
    }
}
