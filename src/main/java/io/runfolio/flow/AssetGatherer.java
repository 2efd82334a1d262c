package io.runfolio.flow;

import io.runfolio.bundle.AssetOutcome;
import io.runfolio.run.InterruptedRunException;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;

/**
 * Gathers what became of a run's files into one list. A file's failure comes as a value; an exception here means that its sub-route was stopped or broken, and is kept as one, so
 * that the run is done again as a whole.
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

    @SuppressWarnings("unchecked") // the body that this strategy itself has set
    private static List<AssetOutcome> outcomes(Exchange gathered) {
        return gathered.getMessage().getBody(List.class);
    }

    private static AssetOutcome outcome(Exchange part) {
        if (part.getException() == null && part.getMessage().getBody() instanceof AssetOutcome outcome) {
            return outcome;
        }
        AssetTask task = part.getProperty(Names.TASK, AssetTask.class);
        RuntimeException cause = part.getException() instanceof RuntimeException runtime
                ? runtime
                : new InterruptedRunException("The work on a file ended without a result", part.getException());
        return AssetOutcomes.interrupted(task, cause);
    }
}
