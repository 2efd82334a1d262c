package io.runfolio.flow.kafka;

import io.runfolio.ServerProcess;
import io.runfolio.TestPorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;

/** A Kafka server (KRaft) in a process of its own, on a free port of the loopback interface. */
final class KafkaServer implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(60);

    private final int port = TestPorts.free();
    private final ServerProcess process;

    private KafkaServer(Path folder) throws IOException {
        int controller = TestPorts.free();
        String properties =
                """
                process.roles=broker,controller
                node.id=1
                controller.quorum.voters=1@127.0.0.1:%2$d
                listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
                advertised.listeners=PLAINTEXT://127.0.0.1:%1$d
                controller.listener.names=CONTROLLER
                listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
                log.dirs=%3$s
                num.network.threads=1
                num.io.threads=2
                auto.create.topics.enable=false
                offsets.topic.replication.factor=1
                offsets.topic.num.partitions=1
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                group.initial.rebalance.delay.ms=0
                group.min.session.timeout.ms=1000
                log.cleaner.enable=false
                """
                        .formatted(port, controller, folder.resolve("log"));
        Path file = Files.writeString(folder.resolve("server.properties"), properties);
        List<String> arguments = List.of(
                KafkaServerMain.class.getName(),
                file.toString(),
                folder.resolve("log").toString());
        process = new ServerProcess(
                ServerProcess.java(classPath(), List.of("-Xmx192m"), arguments), folder.resolve("server.log"));
    }

    static KafkaServer start(Path folder) throws IOException {
        KafkaServer server = new KafkaServer(folder);
        server.start();
        return server;
    }

    /** Starts it, also after {@link #stop()}; returns when it answers. */
    void start() throws IOException {
        process.start();
        try (Admin admin = Admin.create(client())) {
            process.awaitReady(() ->
                    !admin.describeCluster().nodes().get(2, TimeUnit.SECONDS).isEmpty());
        }
    }

    /** Kills it; its log stays. */
    void stop() throws InterruptedException {
        process.kill();
    }

    private static List<Path> classPath() throws IOException {
        List<Path> classPath = new ArrayList<>();
        classPath.add(Path.of(KafkaServerMain.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath()));
        classPath.addAll(ServerProcess.librariesOf("kafka-server"));
        return classPath;
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    private Map<String, Object> client() {
        return new HashMap<>(Map.of("bootstrap.servers", address(), "request.timeout.ms", 5_000));
    }

    /** Creates a topic of two partitions and its topic of dead letters. */
    void createTopics(String topic) throws Exception {
        try (Admin admin = Admin.create(client())) {
            admin.createTopics(List.of(new NewTopic(topic, 2, (short) 1), new NewTopic(topic + ".dead", 1, (short) 1)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
    }

    /** Sends records; all are acknowledged when this returns. */
    void send(List<ProducerRecord<byte[], byte[]>> records) throws Exception {
        Map<String, Object> settings = client();
        settings.put("acks", "all");
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            List<Future<?>> sent = new ArrayList<>();
            records.forEach(record -> sent.add(producer.send(record)));
            for (Future<?> one : sent) {
                one.get(30, TimeUnit.SECONDS);
            }
        }
    }

    /** Returns the number of records that a group has not committed. */
    long lag(String topic, String group) throws Exception {
        try (Admin admin = Admin.create(client());
                KafkaConsumer<byte[], byte[]> reader = consumer()) {
            Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get(10, TimeUnit.SECONDS);
            List<TopicPartition> partitions = List.of(new TopicPartition(topic, 0), new TopicPartition(topic, 1));
            return reader.endOffsets(partitions).entrySet().stream()
                    .mapToLong(end -> end.getValue()
                            - (committed.get(end.getKey()) == null
                                    ? 0
                                    : committed.get(end.getKey()).offset()))
                    .sum();
        }
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(client(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Reads a topic from its beginning until it has so many records. */
    List<ConsumerRecord<byte[], byte[]>> read(String topic, int count) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> reader = consumer()) {
            List<TopicPartition> partitions = reader.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            reader.assign(partitions);
            reader.seekToBeginning(partitions);
            Awaitility.await().atMost(SOON).until(() -> {
                reader.poll(Duration.ofMillis(200)).forEach(records::add);
                return records.size() >= count;
            });
            return records;
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
