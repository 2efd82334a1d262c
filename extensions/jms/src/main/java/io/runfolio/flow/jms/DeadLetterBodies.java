package io.runfolio.flow.jms;

import org.apache.camel.Exchange;

/** Sets the body of a dead letter, which is sent as bytes. */
public final class DeadLetterBodies {
    private final JmsMessageReader reader;

    DeadLetterBodies(JmsMessageReader reader) {
        this.reader = reader;
    }

    /** Replaces the message of the broker by its bytes. */
    public void asBytes(Exchange exchange) {
        exchange.getIn().setBody(reader.read(exchange).body());
    }
}
