package io.runfolio.flow.sqs;

import java.util.List;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;

/** Component of Camel for the intake. Its endpoint has the name of the queue for logs; the rest is in the settings. */
final class SqsComponent extends DefaultComponent {
    private final SqsPolling polling;
    private final List<AutoCloseable> resources;

    /** @param resources clients that are closed with the component */
    SqsComponent(SqsPolling polling, List<AutoCloseable> resources) {
        this.polling = polling;
        this.resources = List.copyOf(resources);
    }

    @Override
    protected void doShutdown() throws Exception {
        super.doShutdown();
        for (AutoCloseable resource : resources) {
            resource.close();
        }
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
        return new SqsEndpoint(uri, this, polling);
    }
}
