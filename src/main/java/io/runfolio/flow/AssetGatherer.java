package io.runfolio.flow;

import io.runfolio.bundle.AssetOutcome;
import io.runfolio.files.InterruptedRunException;
import io.runfolio.work.AssetOutcomes;
import io.runfolio.work.AssetTask;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;

/**
 * Aggregates the outcomes of a run's assets into one list.
 *
 * <p>A failed asset is a value. An exception means that its sub-route was stopped or broken: it is kept as an
 * interrupted outcome, so that the whole run is repeated.
 */
public final class AssetGatherer implements AggregationStrategy {

    @Override
    public Exchange aggregate(Exchange gathered, Exchange part) {
        List<AssetOutcome> outcomes = gathered == null ? new ArrayList<>() : outcomes(gathered);
        outcomes.add(outcome(part));
        Exchange result = gathered == null ? part : gathered;
        result.setException(null);
        result.getMessage().setBody(outcomes);
        return result;
    }

    @SuppressWarnings("unchecked") // this strategy has set the body
    private static List<AssetOutcome> outcomes(Exchange gathered) {
        return gathered.getMessage().getBody(List.class);
    }

    private static AssetOutcome outcome(Exchange part) {
        if (part.getException() == null && part.getMessage().getBody() instanceof AssetOutcome outcome) {
            return outcome;
        }
        AssetTask task = part.getProperty(RouteNames.TASK, AssetTask.class);
        RuntimeException cause = part.getException() instanceof RuntimeException runtime
                ? runtime
                : new InterruptedRunException("The processing of an asset ended without a result", part.getException());
        return AssetOutcomes.interrupted(task, cause);
    }
}
