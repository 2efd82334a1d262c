package io.runfolio.bundle;

import io.runfolio.run.EventOrigin;
import io.runfolio.run.RunRequest;
import java.time.OffsetDateTime;
import java.util.List;

/**
 * A run in progress, with a reserved id and a staging folder.
 *
 * @param runId the id
 * @param createdAt creation time of the run, with microseconds
 * @param folder the folder in staging
 * @param request what the event said
 * @param origin which event it was
 * @param slots places of the assets: inputs, then outputs
 */
public record RunDraft(
        String runId,
        OffsetDateTime createdAt,
        RunFolder folder,
        RunRequest request,
        EventOrigin origin,
        List<AssetSlot> slots) {}
