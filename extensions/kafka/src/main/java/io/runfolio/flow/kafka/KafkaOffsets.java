package io.runfolio.flow.kafka;

import org.apache.camel.Exchange;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.kafka.consumer.KafkaManualCommit;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Commits the offset of a record whose event is durable or known, or that was refused. */
public final class KafkaOffsets {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaOffsets.class);

    /** Commits on the thread of the consumer. A partition that went to another consumer is delivered again there. */
    public void commit(Exchange exchange) {
        KafkaManualCommit offset = exchange.getIn().getHeader(KafkaConstants.MANUAL_COMMIT, KafkaManualCommit.class);
        try {
            offset.commit();
        } catch (CommitFailedException | RebalanceInProgressException e) {
            LOG.info("an offset was not committed, as its partition has another consumer now; its event is a duplicate"
                    + " there");
        }
    }
}
