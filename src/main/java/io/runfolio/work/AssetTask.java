package io.runfolio.work;

import io.runfolio.bundle.AssetSlot;
import io.runfolio.bundle.RunDraft;

/**
 * Asset of a run to be processed.
 *
 * @param draft the run
 * @param slot the asset's place in the run
 */
public record AssetTask(RunDraft draft, AssetSlot slot) {}
