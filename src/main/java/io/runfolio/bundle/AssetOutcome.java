package io.runfolio.bundle;

import io.runfolio.run.AssetRecord;
import io.runfolio.run.AssetState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How one asset came out: a value, as a bad asset never costs the run its bundle.
 *
 * @param slot which asset
 * @param record what {@code run.json} says of it
 * @param state how it came out
 * @param warnings sentences for the run's warnings
 * @param errors sentences for the run's errors
 * @param storageFailure why our own disk or a stop signal kept it from being done: the run cannot be sealed and is done again later
 * @param processedAt when the work on it ended, if that is known
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

    /** Returns the same file with another end of the work on it. */
    public AssetOutcome with(
            AssetRecord otherRecord, AssetState otherState, List<String> otherWarnings, List<String> otherErrors) {
        return new AssetOutcome(slot, otherRecord, otherState, otherWarnings, otherErrors, storageFailure, processedAt);
    }

    /** Returns the same with the time when the work on it ended. */
    public AssetOutcome at(Instant time) {
        return new AssetOutcome(slot, record, state, warnings, errors, storageFailure, Optional.of(time));
    }
}
