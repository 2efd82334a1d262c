package io.runfolio.flow.kafka;

import io.runfolio.settings.broker.KafkaIntakeSettings;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.camel.component.kafka.consumer.DefaultKafkaManualCommitFactory;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Component of Camel for the intake, with a connection that no URI shows. */
final class KafkaIntakeComponent {
    /** Records of one poll; few, as each is flushed to disk. */
    private static final int MAX_POLL_RECORDS = 100;

    private static final int MIN_FETCH_BYTES = 1 << 20;
    /** Time after which the partitions of a dead worker go to another one; Kafka's default is 45 seconds. */
    private static final int SESSION_MILLIS = 10_000;

    private static final int HEARTBEAT_MILLIS = 3_000;
    private static final int MAX_RECONNECT_MILLIS = 5_000;
    /** Largest dead letter; below the memory that a producer has by default. */
    private static final int MAX_DEAD_LETTER_BYTES = 30 << 20;

    private static final long RECONNECT_MILLIS = 1_000;

    private KafkaIntakeComponent() {}

    static KafkaComponent of(KafkaIntakeSettings kafka, long maxEventBytes) {
        KafkaConfiguration configuration = new KafkaConfiguration();
        configuration.setBrokers(String.join(",", kafka.connection().brokers()));
        configuration.setGroupId(kafka.group());
        configuration.setAutoOffsetReset("earliest");
        configuration.setAutoCommitEnable(false);
        configuration.setAllowManualCommit(true);
        configuration.setIsolationLevel("read_committed");
        configuration.setSessionTimeoutMs(SESSION_MILLIS);
        configuration.setHeartbeatIntervalMs(HEARTBEAT_MILLIS);
        configuration.setMaxPollRecords(MAX_POLL_RECORDS);
        configuration.setMaxPartitionFetchBytes(
                (int) Math.min(Integer.MAX_VALUE, Math.max(MIN_FETCH_BYTES, maxEventBytes)));
        configuration.setKeyDeserializer(ByteArrayDeserializer.class.getName());
        configuration.setValueDeserializer(ByteArrayDeserializer.class.getName());
        configuration.setKeySerializer(ByteArraySerializer.class.getName());
        configuration.setValueSerializer(ByteArraySerializer.class.getName());
        configuration.setRequestRequiredAcks("all");
        configuration.setMaxRequestSize(MAX_DEAD_LETTER_BYTES);
        configuration.setReconnectBackoffMaxMs(MAX_RECONNECT_MILLIS);
        configuration.setRecordMetadata(false);
        configuration.setPreValidateHostAndPort(false);
        Map<String, Object> more = new LinkedHashMap<>(KafkaClientProperties.of(kafka.connection()));
        configuration.setSecurityProtocol(String.valueOf(more.get("security.protocol")));
        configuration.setAdditionalProperties(more);
        KafkaComponent component = new KafkaComponent();
        component.setConfiguration(configuration);
        component.setKafkaManualCommitFactory(new DefaultKafkaManualCommitFactory());
        component.setCreateConsumerBackoffInterval(RECONNECT_MILLIS);
        component.setSubscribeConsumerBackoffInterval(RECONNECT_MILLIS);
        return component;
    }
}
