package io.runfolio.work;

import io.runfolio.bundle.AssetSlot;
import io.runfolio.bundle.RunDraft;
import io.runfolio.bundle.RunFolder;
import io.runfolio.media.DerivativeTargets;

/**
 * Asset of a run to be processed.
 *
 * @param draft the run
 * @param slot the asset's place in the run
 */
public record AssetTask(RunDraft draft, AssetSlot slot) {
    /** Returns where the derivatives are written. */
    public DerivativeTargets targets() {
        RunFolder folder = draft.folder();
        return new DerivativeTargets(
                slot.webStem(folder), slot.thumbStem(folder), slot.posterStem(folder), slot.log(folder));
    }
}
