package io.runfolio.workflow.engine;

import io.runfolio.coordination.EventInbox;
import io.runfolio.settings.WorkflowSettings;
import io.runfolio.workflow.content.Rates;
import io.runfolio.workflow.run.ArtifactSource;
import io.runfolio.workflow.run.RunStore;
import io.runfolio.workflow.step.StepEndpoints;
import java.time.Clock;

/**
 * Services that the execution of runs needs.
 *
 * @param store folder of the runs
 * @param inbox queue of the runs
 * @param endpoints endpoints of the steps
 * @param artifacts artifacts, for supplied ones and for the bundles of runs
 * @param events queue of events, for the event of a run's end
 * @param settings limits of runs and steps
 * @param rates prices of models
 * @param clock clock
 */
public record WorkflowParts(
        RunStore store,
        RunInbox inbox,
        StepEndpoints endpoints,
        ArtifactSource artifacts,
        EventInbox events,
        WorkflowSettings settings,
        Rates rates,
        Clock clock) {}
