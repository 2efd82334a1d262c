package io.runfolio.flow.jms;

import jakarta.jms.ConnectionFactory;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.component.jms.JmsConfiguration;

/** Component of Camel for the intake. Its sessions are transacted by themselves, without a transaction manager. */
final class JmsIntakeComponent {
    private static final long RECONNECT_MILLIS = 2_000;

    private JmsIntakeComponent() {}

    static JmsComponent of(ConnectionFactory connections) {
        JmsConfiguration configuration = new JmsConfiguration();
        configuration.setConnectionFactory(connections);
        configuration.setLazyCreateTransactionManager(false);
        configuration.setCacheLevelName("CACHE_CONSUMER");
        configuration.setRecoveryInterval(RECONNECT_MILLIS);
        configuration.setDeliveryPersistent(true);
        configuration.setErrorHandlerLogStackTrace(false);
        // the start does not wait for a broker that is away
        configuration.setTestConnectionOnStartup(false);
        JmsComponent component = new JmsComponent();
        component.setConfiguration(configuration);
        component.setAllowAutoWiredConnectionFactory(false);
        component.setAllowAutoWiredDestinationResolver(false);
        return component;
    }
}
