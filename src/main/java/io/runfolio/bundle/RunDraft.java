package io.runfolio.bundle;

import io.runfolio.run.RunRequest;
import java.time.OffsetDateTime;
import java.util.List;

/**
 * A run under way: its id is taken, its folder stands in staging.
 *
 * @param runId the id
 * @param createdAt when the run was made, to the microsecond
 * @param folder the folder in staging
 * @param request what the event said
 * @param origin which event it was
 * @param slots where each asset goes: inputs, then outputs
 */
public record RunDraft(
        String runId,
        OffsetDateTime createdAt,
        RunFolder folder,
        RunRequest request,
        EventOrigin origin,
        List<AssetSlot> slots) {}
