package io.runfolio.settings.broker;

import io.runfolio.settings.SettingException;
import io.runfolio.settings.SettingReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Connection to a cluster of Apache Kafka.
 *
 * @param brokers addresses to begin with, {@code host:port}
 * @param security protocol of the connection; default plaintext
 * @param mechanism mechanism of the password; default SCRAM-SHA-512
 * @param user user for SASL; default empty
 * @param password the user's password; default empty. Never part of a message or a log line
 * @param certificates PEM file of the authorities that are trusted; default those of Java
 * @param properties file with further properties of Kafka's clients, which count more
 */
public record KafkaConnectionSettings(
        List<String> brokers,
        Security security,
        Mechanism mechanism,
        String user,
        String password,
        Optional<Path> certificates,
        Optional<Path> properties) {
    private static final Pattern ADDRESS =
            Pattern.compile("(?:[A-Za-z0-9_.-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}\\]):[0-9]{1,5}");

    /** Protocols of a connection. */
    public enum Security {
        /** Neither encrypted nor authenticated. */
        PLAINTEXT,
        /** TLS. */
        SSL,
        /** A password without encryption. */
        SASL_PLAINTEXT,
        /** A password, and TLS. */
        SASL_SSL
    }

    /** Mechanisms of a password. */
    public enum Mechanism {
        /** The password itself. */
        PLAIN,
        /** A proof of the password, by SHA-256. */
        SCRAM_SHA_256,
        /** A proof of the password, by SHA-512. */
        SCRAM_SHA_512
    }

    public KafkaConnectionSettings {
        brokers = List.copyOf(brokers);
        certificates = certificates.map(file -> file.toAbsolutePath().normalize());
        properties = properties.map(file -> file.toAbsolutePath().normalize());
    }

    /** Reads the keys with a prefix; empty if no brokers are set. */
    static Optional<KafkaConnectionSettings> read(SettingReader values, String prefix) {
        List<String> brokers = values.texts(
                prefix + "brokers",
                "comma-separated addresses, such as kafka-1:9092,kafka-2:9092",
                ADDRESS,
                "brokers of the cluster");
        Security security =
                values.enumValue(prefix + "security", Security.PLAINTEXT, Security.class, "protocol of the connection");
        Mechanism mechanism = values.enumValue(
                prefix + "mechanism", Mechanism.SCRAM_SHA_512, Mechanism.class, "mechanism of the password");
        String user = values.secret(prefix + "user");
        String password = values.secret(prefix + "password");
        Optional<Path> certificates = values.path(prefix + "certificates", "PEM file of trusted authorities");
        Optional<Path> properties = values.path(prefix + "properties", "file with properties of Kafka's clients");
        boolean hasPassword = security == Security.SASL_PLAINTEXT || security == Security.SASL_SSL;
        if (!brokers.isEmpty() && hasPassword && properties.isEmpty() && (user.isEmpty() || password.isEmpty())) {
            throw new SettingException(
                    prefix + "user",
                    prefix + "security has a password: set " + prefix + "user and " + prefix + "password, or " + prefix
                            + "properties");
        }
        return brokers.isEmpty()
                ? Optional.empty()
                : Optional.of(new KafkaConnectionSettings(
                        brokers, security, mechanism, user, password, certificates, properties));
    }

    @Override
    public String toString() {
        return "KafkaConnectionSettings[brokers=" + brokers + ", security=" + security + ", password="
                + (password.isEmpty() ? "none" : "set") + "]";
    }
}
