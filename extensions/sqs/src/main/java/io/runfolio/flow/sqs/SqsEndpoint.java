package io.runfolio.flow.sqs;

import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultEndpoint;

/** Endpoint of the queue of the events. */
final class SqsEndpoint extends DefaultEndpoint {
    private final SqsPolling polling;

    SqsEndpoint(String uri, SqsComponent component, SqsPolling polling) {
        super(uri, component);
        this.polling = polling;
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        SqsConsumer consumer = new SqsConsumer(this, processor, polling);
        configureConsumer(consumer);
        return consumer;
    }

    @Override
    public Producer createProducer() {
        throw new UnsupportedOperationException("the intake sends by its own client");
    }
}
