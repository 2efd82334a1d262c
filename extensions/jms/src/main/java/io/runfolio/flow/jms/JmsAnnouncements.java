package io.runfolio.flow.jms;

import io.runfolio.hooks.outbox.AnnouncementSender;
import io.runfolio.settings.broker.AnnounceSettings;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.TextMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Announcements to a topic of a JMS broker, as text messages. Those of one run have its id as their group. */
final class JmsAnnouncements implements AnnouncementSender {
    private static final Logger LOG = LoggerFactory.getLogger(JmsAnnouncements.class);

    private final AnnounceSettings.Jms settings;
    private JMSContext connection;

    JmsAnnouncements(AnnounceSettings.Jms settings) {
        this.settings = settings;
    }

    @Override
    public synchronized void send(String key, String id, byte[] event) throws IOException {
        try {
            if (connection == null) {
                connection = Connections.artemis(settings.connection()).createContext();
            }
            TextMessage message = connection.createTextMessage(new String(event, StandardCharsets.UTF_8));
            message.setStringProperty("JMSXGroupID", key);
            message.setStringProperty("contentType", "application/cloudevents+json; charset=UTF-8");
            // Artemis drops a repeated message of this id
            message.setStringProperty("_AMQ_DUPL_ID", settings.topic() + "/" + id);
            connection
                    .createProducer()
                    .setDeliveryMode(DeliveryMode.PERSISTENT)
                    .send(connection.createTopic(settings.topic()), message);
        } catch (JMSRuntimeException | JMSException e) {
            close();
            throw new IOException("The topic " + settings.topic() + " takes no announcement: " + e.getMessage(), e);
        }
    }

    @Override
    public synchronized void close() {
        if (connection != null) {
            try {
                connection.close();
            } catch (JMSRuntimeException e) {
                LOG.debug("the connection was lost already", e);
            }
            connection = null;
        }
    }
}
