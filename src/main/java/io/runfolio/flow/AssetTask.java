package io.runfolio.flow;

import io.runfolio.bundle.AssetSlot;
import io.runfolio.bundle.RunDraft;

/**
 * One file of a run to be bundled.
 *
 * @param draft the run
 * @param slot which of its files
 */
public record AssetTask(RunDraft draft, AssetSlot slot) {}
