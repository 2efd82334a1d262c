package io.runfolio.work.workflow;

import java.util.Map;

/** Counters of workflow runs since the start of the worker, in JMX as {@code io.runfolio:type=Workflows}. */
public interface WorkflowCountersMBean {
    /** Returns the number of runs that wait for a worker now, those of all workers. */
    long getRunsQueued();

    /** Returns the number of runs that this worker is executing now. */
    long getRunsInProgress();

    /** Returns the number of runs that wait now for a decision, a result, a bundle or a child run. */
    long getRunsWaiting();

    /** Returns the number of runs that wait for a decision now. */
    long getRunsInReview();

    long getRunsStarted();

    long getRunsCompleted();

    long getRunsFailed();

    long getRunsCancelled();

    /** Returns the numbers of calls of endpoints, by kind and outcome with a space between. */
    Map<String, Long> getStepCalls();

    /** Returns the seconds that the calls of endpoints took, by kind and outcome with a space between. */
    Map<String, Double> getStepSeconds();
}
