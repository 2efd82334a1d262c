package io.runfolio.flow.jms;

import io.runfolio.settings.broker.JmsConnectionSettings;
import jakarta.jms.ConnectionFactory;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.qpid.jms.JmsConnectionFactory;

/** Connections to brokers. Passwords are in the factory only, not in an address that a log shows. */
final class Connections {
    private Connections() {}

    /** Returns connections by the protocol of ActiveMQ Artemis. */
    static ConnectionFactory artemis(JmsConnectionSettings broker) {
        ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(broker.url());
        if (!broker.user().isEmpty()) {
            factory.setUser(broker.user());
            factory.setPassword(broker.password());
        }
        return factory;
    }

    /** Returns connections by AMQP 1.0. */
    static ConnectionFactory amqp(JmsConnectionSettings broker) {
        JmsConnectionFactory factory = new JmsConnectionFactory(broker.url());
        if (!broker.user().isEmpty()) {
            factory.setUsername(broker.user());
            factory.setPassword(broker.password());
        }
        return factory;
    }
}
