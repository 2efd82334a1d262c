package io.runfolio.bundle;

import io.runfolio.run.AssetRecord;
import io.runfolio.run.AssetState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Result of processing one asset. A failure is a value, as a bad asset never fails its run.
 *
 * @param slot place of the asset
 * @param record its entry in {@code run.json}
 * @param state resulting state
 * @param warnings sentences for the run's warnings
 * @param errors sentences for the run's errors
 * @param storageFailure failure of a local disk or a stop signal: the run cannot be sealed and is retried
 * @param processedAt end of the processing, if it is known
 */
public record AssetOutcome(
        AssetSlot slot,
        AssetRecord record,
        AssetState state,
        List<String> warnings,
        List<String> errors,
        Optional<RuntimeException> storageFailure,
        Optional<Instant> processedAt) {

    public AssetOutcome {
        warnings = List.copyOf(warnings);
        errors = List.copyOf(errors);
    }

    public AssetOutcome(
            AssetSlot slot,
            AssetRecord record,
            AssetState state,
            List<String> warnings,
            List<String> errors,
            Optional<RuntimeException> storageFailure) {
        this(slot, record, state, warnings, errors, storageFailure, Optional.empty());
    }

    /** Returns a copy with another result. */
    public AssetOutcome with(
            AssetRecord otherRecord, AssetState otherState, List<String> otherWarnings, List<String> otherErrors) {
        return new AssetOutcome(slot, otherRecord, otherState, otherWarnings, otherErrors, storageFailure, processedAt);
    }

    /** Returns a copy with the end of the processing. */
    public AssetOutcome at(Instant time) {
        return new AssetOutcome(slot, record, state, warnings, errors, storageFailure, Optional.of(time));
    }
}
