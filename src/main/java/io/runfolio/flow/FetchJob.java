package io.runfolio.flow;

import io.runfolio.fetch.FetchTask;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import org.apache.camel.Exchange;

/**
 * Unit of work of the fetch route: one try at one file of an event.
 *
 * @param batch all tries at the event's files in this round
 * @param task the file; empty if the event only has to be looked at again
 * @param admitted whether it has the permit of its host already
 */
public record FetchJob(FetchBatch batch, Optional<FetchTask> task, boolean admitted) {
    /** Order of the queue: the link that fails first comes first. */
    static final Comparator<Exchange> BY_URGENCY = Comparator.comparing(
            exchange -> exchange.getMessage().getBody() instanceof FetchJob job ? job.urgentBy() : Instant.EPOCH);

    FetchJob withPermit() {
        return new FetchJob(batch, task, true);
    }

    Instant urgentBy() {
        return task.map(FetchTask::urgentBy).orElse(Instant.EPOCH);
    }
}
