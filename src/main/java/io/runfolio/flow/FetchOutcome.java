package io.runfolio.flow;

import java.util.List;

/**
 * Result of one job of the fetch route.
 *
 * @param ended the round, if the job was its last one
 * @param next the job that has got its permit, if one was deferred
 */
public record FetchOutcome(List<FetchBatch> ended, List<FetchJob> next) {
    static final FetchOutcome NONE = new FetchOutcome(List.of(), List.of());
}
