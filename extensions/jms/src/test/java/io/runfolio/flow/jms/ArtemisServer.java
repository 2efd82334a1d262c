package io.runfolio.flow.jms;

import io.runfolio.TestPorts;
import jakarta.jms.BytesMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;

/** An Artemis server with a journal on disk, on a free port of the loopback interface. */
final class ArtemisServer implements AutoCloseable {
    static final String BROKER_DEAD_LETTERS = "broker.dead";
    static final int MAX_DELIVERIES = 3;

    private final Path folder;
    private final int port;
    private EmbeddedActiveMQ server;

    ArtemisServer(Path folder) throws Exception {
        this.folder = folder;
        port = TestPorts.free();
        start();
    }

    void start() throws Exception {
        ConfigurationImpl configuration = new ConfigurationImpl();
        configuration.setPersistenceEnabled(true);
        configuration.setSecurityEnabled(false);
        configuration.setJMXManagementEnabled(false);
        configuration.setJournalType(JournalType.NIO);
        configuration.setJournalFileSize(1 << 20);
        configuration.setJournalMinFiles(2);
        configuration.setBrokerInstance(folder.toFile());
        configuration.setJournalDirectory(folder.resolve("journal").toString());
        configuration.setBindingsDirectory(folder.resolve("bindings").toString());
        configuration.setPagingDirectory(folder.resolve("paging").toString());
        configuration.setLargeMessagesDirectory(folder.resolve("large").toString());
        configuration.addAcceptorConfiguration("tcp", url() + "?protocols=CORE,AMQP");
        AddressSettings settings = new AddressSettings();
        settings.setMaxDeliveryAttempts(MAX_DELIVERIES);
        settings.setDeadLetterAddress(SimpleString.of(BROKER_DEAD_LETTERS));
        settings.setAutoDeleteQueues(false);
        settings.setAutoDeleteAddresses(false);
        settings.setDefaultAddressRoutingType(RoutingType.ANYCAST);
        settings.setDefaultQueueRoutingType(RoutingType.ANYCAST);
        configuration.addAddressSetting("#", settings);
        configuration.addQueueConfiguration(
                QueueConfiguration.of(BROKER_DEAD_LETTERS).setRoutingType(RoutingType.ANYCAST));
        server = new EmbeddedActiveMQ();
        server.setConfiguration(configuration);
        server.start();
    }

    void stop() throws Exception {
        server.stop();
    }

    private String url() {
        return "tcp://127.0.0.1:" + port;
    }

    /** Returns the address for clients that send durable messages and wait for the server. */
    String jmsUrl() {
        return url();
    }

    String amqpUrl() {
        return "amqp://127.0.0.1:" + port;
    }

    /** Returns the number of messages of a queue, those in delivery included. */
    long messages(String queue) {
        var found = server.getActiveMQServer().locateQueue(SimpleString.of(queue));
        return found == null ? 0 : found.getMessageCount();
    }

    /** Writer of one message. */
    interface Writer {
        Message write(Session session) throws Exception;
    }

    /** Sends messages in one transaction. */
    void send(String queue, List<Writer> messages) throws Exception {
        try (ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(jmsUrl());
                var connection = factory.createConnection();
                Session session = connection.createSession(Session.SESSION_TRANSACTED)) {
            MessageProducer producer = session.createProducer(session.createQueue(queue));
            for (Writer message : messages) {
                producer.send(message.write(session));
            }
            session.commit();
        }
    }

    /** Takes all messages of a queue. */
    List<Message> take(String queue, int count) throws Exception {
        try (ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(jmsUrl());
                var connection = factory.createConnection();
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
            connection.start();
            List<Message> taken = new ArrayList<>();
            MessageConsumer consumer = session.createConsumer(session.createQueue(queue));
            for (Message next = consumer.receive(20_000);
                    next != null;
                    next = taken.size() < count ? consumer.receive(20_000) : consumer.receive(200)) {
                if (next instanceof BytesMessage bytes) {
                    bytes.getBodyLength();
                }
                taken.add(next);
            }
            return taken;
        }
    }

    @Override
    public void close() throws Exception {
        server.stop();
    }
}
