package io.runfolio.api.resource;

import io.runfolio.files.RunfolioException;
import io.runfolio.workflow.run.RunService;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Wakes the workflow runs that wait for a decision on an artifact. */
record DecisionListener(Optional<RunService> runs) implements Consumer<String> {
    private static final Logger LOG = LoggerFactory.getLogger(DecisionListener.class);

    /** The decision is on disk already, so a run that cannot be woken now finds it when it looks again. */
    @Override
    public void accept(String artifactId) {
        try {
            runs.ifPresent(service -> service.wakeForDecision(artifactId));
        } catch (RunfolioException e) {
            LOG.warn(
                    "the run that waits for {} was not woken and will look for the decision later: {}",
                    artifactId,
                    e.getMessage());
        }
    }
}
