package io.runfolio.flow.kafka;

import io.runfolio.files.PrivateFiles;
import io.runfolio.settings.SettingException;
import io.runfolio.settings.broker.KafkaConnectionSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;

/** Properties of Kafka's clients for a connection. They hold passwords, and are never logged. */
final class KafkaClientProperties {
    private KafkaClientProperties() {}

    /** @throws SettingException if the file of properties cannot be used */
    static Map<String, String> of(KafkaConnectionSettings connection) {
        Map<String, String> values = new TreeMap<>();
        values.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, String.join(",", connection.brokers()));
        values.put(
                CommonClientConfigs.SECURITY_PROTOCOL_CONFIG,
                connection.security().name());
        connection.certificates().ifPresent(file -> {
            values.put(SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG, "PEM");
            values.put(SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG, file.toString());
        });
        if (!connection.user().isEmpty()) {
            String mechanism = connection.mechanism().name().replace('_', '-');
            values.put(SaslConfigs.SASL_MECHANISM, mechanism);
            values.put(SaslConfigs.SASL_JAAS_CONFIG, login(mechanism, connection.user(), connection.password()));
        }
        connection.properties().ifPresent(file -> values.putAll(read(file)));
        return values;
    }

    private static String login(String mechanism, String user, String password) {
        String type = mechanism.startsWith("SCRAM")
                ? "org.apache.kafka.common.security.scram.ScramLoginModule"
                : "org.apache.kafka.common.security.plain.PlainLoginModule";
        return String.format(
                Locale.ROOT, "%s required username=\"%s\" password=\"%s\";", type, escaped(user), escaped(password));
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    private static Map<String, String> read(Path file) {
        Properties properties = new Properties();
        try {
            if (PrivateFiles.mayOthersRead(file)) {
                throw new SettingException(
                        "properties", file + " is readable by others: run \"chmod 600 " + file + "\"");
            }
            try (InputStream in = Files.newInputStream(file)) {
                properties.load(in);
            }
        } catch (IOException | IllegalArgumentException e) {
            if (e instanceof SettingException already) {
                throw already;
            }
            throw new SettingException(
                    "properties",
                    "The properties of Kafka's clients in " + file + " cannot be read: " + e.getMessage());
        }
        Map<String, String> values = new TreeMap<>();
        properties.stringPropertyNames().forEach(name -> values.put(name, properties.getProperty(name)));
        return values;
    }
}
