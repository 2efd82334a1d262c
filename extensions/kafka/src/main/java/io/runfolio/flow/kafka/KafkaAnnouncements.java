package io.runfolio.flow.kafka;

import io.runfolio.hooks.outbox.AnnouncementSender;
import io.runfolio.settings.broker.AnnounceSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Announcements to a topic. The key of a record is its run, so that those of one run stay in one partition. */
final class KafkaAnnouncements implements AnnouncementSender {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final byte[] CONTENT_TYPE =
            "application/cloudevents+json; charset=UTF-8".getBytes(StandardCharsets.US_ASCII);

    private final AnnounceSettings.Kafka settings;
    private Producer<byte[], byte[]> producer;

    KafkaAnnouncements(AnnounceSettings.Kafka settings) {
        this.settings = settings;
    }

    private static Producer<byte[], byte[]> connect(AnnounceSettings.Kafka settings) {
        Map<String, Object> values = new HashMap<>(KafkaClientProperties.of(settings.connection()));
        values.put(ProducerConfig.ACKS_CONFIG, "all");
        values.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        values.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) TIMEOUT.toMillis());
        values.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) TIMEOUT.toMillis() / 2);
        values.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, TIMEOUT.toMillis() / 2);
        values.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        return new KafkaProducer<>(values, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public synchronized void send(String key, String id, byte[] event) throws IOException {
        try {
            if (producer == null) {
                producer = connect(settings);
            }
            ProducerRecord<byte[], byte[]> announcement =
                    new ProducerRecord<>(settings.topic(), key.getBytes(StandardCharsets.UTF_8), event);
            announcement.headers().add("content-type", CONTENT_TYPE);
            producer.send(announcement).get(2 * TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | KafkaException | TimeoutException e) {
            Throwable why = e instanceof ExecutionException ? e.getCause() : e;
            throw new IOException("The topic " + settings.topic() + " takes no announcement: " + why.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("The announcement was interrupted.", e);
        }
    }

    @Override
    public synchronized void close() {
        if (producer != null) {
            producer.close(Duration.ofSeconds(1));
        }
    }
}
