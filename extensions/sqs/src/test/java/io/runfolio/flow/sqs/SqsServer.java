package io.runfolio.flow.sqs;

import static org.awaitility.Awaitility.await;

import io.runfolio.ServerProcess;
import io.runfolio.TestPorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** ElasticMQ in a process of its own, on a port of the loopback interface. Runfolio reaches it through a proxy. */
final class SqsServer implements AutoCloseable {
    private static final String KEY = "test-key";
    private static final QueueAttributeName VISIBLE = QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES;
    private static final QueueAttributeName IN_FLIGHT = QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE;
    private static final String SECRET = "test-secret-0123456789";

    private final Path folder;
    private final ServerProcess process;
    private final SqsClient client;
    private final SqsProxy proxy;
    private final URI address;

    private SqsServer(Path folder, int port) throws IOException {
        this.folder = folder;
        address = URI.create("http://127.0.0.1:" + port);
        Path program = Path.of(
                SqsServer.class.getResource("/servers/LoopbackElasticMq.java").getPath());
        process = new ServerProcess(
                ServerProcess.java(
                        ServerProcess.librariesOf("elasticmq-server"),
                        List.of("-Xmx192m"),
                        List.of(program.toString(), String.valueOf(port))),
                folder.resolve("server.log"));
        client = SqsClient.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .region(Region.US_EAST_1)
                .endpointOverride(address)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(KEY, SECRET)))
                .build();
        proxy = new SqsProxy(address);
        Files.writeString(
                folder.resolve("credentials"),
                "[default]\naws_access_key_id = " + KEY + "\naws_secret_access_key = " + SECRET + "\n");
        process.start();
        process.awaitReady(() -> {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return socket.isConnected();
            }
        });
    }

    static SqsServer start(Path folder) throws IOException {
        return new SqsServer(folder, TestPorts.free());
    }

    URI address() {
        return address;
    }

    SqsProxy proxy() {
        return proxy;
    }

    /** Creates a queue and its queue of dead letters, which is {@code <name>-dead}. */
    void createQueues(String name) {
        if (name.endsWith(".fifo")) {
            for (String queue : List.of(name, name.replace(".fifo", "-dead.fifo"))) {
                client.createQueue(
                        create -> create.queueName(queue).attributes(Map.of(QueueAttributeName.FIFO_QUEUE, "true")));
            }
        } else {
            client.createQueue(create -> create.queueName(name));
            client.createQueue(create -> create.queueName(name + "-dead"));
        }
    }

    /** Returns the settings of an intake from a queue. */
    List<String> settings(String queue) {
        return List.of(
                "runfolio.min-free=1MiB",
                "runfolio.intake.sqs.queue=" + queue,
                "runfolio.intake.sqs.endpoint=" + proxy.address(),
                "runfolio.intake.sqs.wait-time=1s",
                "runfolio.intake.sqs.credentials-file=" + folder.resolve("credentials"));
    }

    private String url(String queue) {
        return client.getQueueUrl(get -> get.queueName(queue)).queueUrl();
    }

    /** Sends a message with attributes that are texts. */
    void send(String queue, String body, String... namesAndValues) {
        Map<String, MessageAttributeValue> attributes = new TreeMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            attributes.put(
                    namesAndValues[i],
                    MessageAttributeValue.builder()
                            .dataType("String")
                            .stringValue(namesAndValues[i + 1])
                            .build());
        }
        client.sendMessage(send -> send.queueUrl(url(queue)).messageBody(body).messageAttributes(attributes));
    }

    /** Sends a message to a FIFO queue. */
    void sendInGroup(String queue, String group, String id, String body) {
        client.sendMessage(send -> send.queueUrl(url(queue))
                .messageBody(body)
                .messageGroupId(group)
                .messageDeduplicationId(id));
    }

    /** Returns the number of messages that are visible. */
    int visible(String queue) {
        return number(attributes(queue), VISIBLE);
    }

    /** Returns the number of messages that were received and not deleted. */
    int inFlight(String queue) {
        return number(attributes(queue), IN_FLIGHT);
    }

    /** Returns whether no message is visible or in flight. Both are read at one moment. */
    boolean isEmpty(String queue) {
        Map<QueueAttributeName, String> attributes = attributes(queue);
        return number(attributes, VISIBLE) == 0 && number(attributes, IN_FLIGHT) == 0;
    }

    private Map<QueueAttributeName, String> attributes(String queue) {
        return client.getQueueAttributes(get -> get.queueUrl(url(queue)).attributeNames(VISIBLE, IN_FLIGHT))
                .attributes();
    }

    private static int number(Map<QueueAttributeName, String> attributes, QueueAttributeName name) {
        return Integer.parseInt(attributes.get(name));
    }

    /** Takes so many messages from a queue, and fails if it has more. */
    List<Message> take(String queue, int count) {
        List<Message> taken = new ArrayList<>();
        await().until(() -> {
            taken.addAll(client.receiveMessage(receive -> receive.queueUrl(url(queue))
                            .maxNumberOfMessages(10)
                            .messageAttributeNames("All")
                            .messageSystemAttributeNamesWithStrings("All"))
                    .messages());
            return taken.size() >= count && visible(queue) == 0;
        });
        return taken;
    }

    static String attribute(Message message, String name) {
        MessageAttributeValue value = message.messageAttributes().get(name);
        return value == null ? "" : value.stringValue();
    }

    @Override
    public void close() {
        proxy.close();
        client.close();
        process.close();
    }
}
