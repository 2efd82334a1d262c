import jakarta.jms.DeliveryMode;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Scanner;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;

/**
 * An Artemis broker in the folder of its argument. Reads commands from standard input and answers each with a line:
 * {@code url} with the address, {@code send QUEUE EVENTS [PICTURE]} with the number of messages.
 */
public final class Broker {
    private static final String URL = "tcp://127.0.0.1:61733";

    public static void main(String[] arguments) throws Exception {
        PrintStream answers = System.out;
        System.setOut(System.err); // the server's log must not be read as an answer
        ConfigurationImpl configuration = new ConfigurationImpl();
        configuration.setSecurityEnabled(false);
        configuration.setJMXManagementEnabled(false);
        configuration.setJournalType(JournalType.NIO);
        configuration.setBrokerInstance(Path.of(arguments[0]).toFile());
        configuration.addAcceptorConfiguration("tcp", URL + "?protocols=CORE");
        EmbeddedActiveMQ server = new EmbeddedActiveMQ();
        server.setConfiguration(configuration);
        server.start();
        try (Scanner commands = new Scanner(System.in, StandardCharsets.UTF_8)) {
            while (commands.hasNextLine()) {
                String[] words = commands.nextLine().split(" ");
                answers.println(words[0].equals("url") ? URL : send(words));
            }
        } finally {
            server.stop();
        }
    }

    private static int send(String[] words) throws Exception {
        int events = Integer.parseInt(words[2]);
        String output =
                words.length > 3 ? "{\"kind\":\"image\",\"source_path\":\"" + words[3] + "\",\"role\":\"output\"}" : "";
        try (ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(URL);
                var connection = factory.createConnection();
                Session session = connection.createSession(true, Session.SESSION_TRANSACTED)) {
            MessageProducer producer = session.createProducer(session.createQueue(words[1]));
            producer.setDeliveryMode(DeliveryMode.PERSISTENT);
            for (int i = 1; i <= events; i++) {
                producer.send(
                        session.createTextMessage("{\"status\":\"succeeded\",\"model_key\":\"bench\",\"slug\":\"run "
                                + i + "\",\"idempotency_key\":\"bench-" + i
                                + "\",\"prompts\":{\"raw\":\"a picture to measure\"},\"outputs\":[" + output + "]}"));
                if (i % 100 == 0) {
                    session.commit();
                }
            }
            session.commit();
        }
        return events;
    }
}
