package io.runfolio.wiring;

import io.runfolio.api.ApiException;
import io.runfolio.api.content.MissingDerivatives;
import io.runfolio.work.redo.OnDemandDerivatives;
import java.util.Optional;

/** Answers of {@link OnDemandDerivatives} as the API gives them. */
record DerivativesOnDemand(OnDemandDerivatives derivatives) implements MissingDerivatives {

    @Override
    public Optional<Found> find(String runPath, int output, String key) {
        OnDemandDerivatives.Answer answer = derivatives.find(runPath, output, key);
        if (answer instanceof OnDemandDerivatives.Ready ready) {
            return Optional.of(new Found(ready.file(), ready.isRecorded()));
        }
        if (answer instanceof OnDemandDerivatives.Making) {
            throw new ApiException(
                    503, "derivative_in_progress", "The file is being made again: repeat the request in a moment.");
        }
        return Optional.empty();
    }
}
