package io.runfolio.settings.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runfolio.TestWorkspace;
import io.runfolio.cli.RunfolioCommand;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.settings.SettingException;
import io.runfolio.settings.mirror.AwsSettings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BrokerSettingsTest {
    @TempDir
    Path folder;

    private static RunfolioSettings settings(String... keysAndValues) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return RunfolioSettings.from(values);
    }

    @Test
    void without_an_address_no_broker_is_on() {
        RunfolioSettings settings = settings("runfolio.intake.kafka.topic", "t", "runfolio.announce.jms.topic", "a");

        assertThat(settings.intake().brokers()).isEmpty();
        assertThat(settings.announce().isEnabled()).isFalse();
    }

    @Test
    void an_address_is_enough() {
        KafkaIntakeSettings kafka = settings("runfolio.intake.kafka.brokers", "one:9092, two:9093")
                .intake()
                .kafka()
                .orElseThrow();

        assertThat(kafka.connection().brokers()).containsExactly("one:9092", "two:9093");
        assertThat(List.of(kafka.topic(), kafka.group(), kafka.deadLetters()))
                .containsExactly("runfolio.events", "runfolio", "runfolio.events.dead");
        assertThat(settings("runfolio.intake.amqp.url", "amqp://broker:5672")
                        .intake()
                        .brokers())
                .containsExactly("amqp");
    }

    @ParameterizedTest
    @CsvSource({
        "runfolio.intake.kafka.brokers, kafka, such as kafka-1:9092",
        "runfolio.intake.jms.url, nonsense, an address",
        "runfolio.intake.jms.url, tcp://ada:secret@broker:61616, without password",
        "runfolio.intake.amqp.url, amqp://broker?jms.password=secret, without password",
        "runfolio.intake.sqs.queue, not a queue, the name or the address of a queue",
        "runfolio.intake.sqs.queue, https://key:secret@sqs.example/1/queue, the name or the address of a queue",
        "runfolio.intake.sqs.endpoint, nonsense, an address such as https://sqs.example:9000",
        "runfolio.intake.sqs.wait-time, 21s, a duration of 0 to 20s",
        "runfolio.intake.sqs.visibility-timeout, 1s, a duration of 5s to 12h",
        "runfolio.intake.sqs.buckets, media/events, s3://bucket",
    })
    void an_address_of_another_form_is_refused_without_its_secret(String key, String value, String meaning) {
        assertThatThrownBy(() -> settings(key, value))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining(key)
                .hasMessageContaining(meaning)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
    }

    @Test
    void a_queue_of_sqs_is_enough_and_its_dead_letters_are_beside_it() {
        SqsIntakeSettings sqs =
                settings("runfolio.intake.sqs.queue", "events").intake().sqs().orElseThrow();

        assertThat(sqs.deadLetters()).isEqualTo("events-dead");
        assertThat(sqs.waitTime()).hasSeconds(20);
        assertThat(sqs.visibilityTimeout()).hasSeconds(60);
        assertThat(sqs.buckets()).isEmpty();
        String fifo = "https://sqs.eu-central-1.amazonaws.com/123456789012/events.fifo";
        assertThat(settings("runfolio.intake.sqs.queue", fifo).intake().sqs().map(SqsIntakeSettings::deadLetters))
                .contains("https://sqs.eu-central-1.amazonaws.com/123456789012/events-dead.fifo");
    }

    @Test
    void sqs_has_the_region_and_credentials_of_s3_unless_it_has_its_own() {
        AwsSettings shared = settings(
                        "runfolio.intake.sqs.queue",
                        "events",
                        "runfolio.s3.endpoint",
                        "https://s3.example",
                        "runfolio.s3.region",
                        "eu-west-1",
                        "runfolio.s3.credentials-file",
                        "/etc/shared",
                        "runfolio.s3.ca-file",
                        "/etc/ca.pem")
                .intake()
                .sqs()
                .map(SqsIntakeSettings::access)
                .orElseThrow();
        assertThat(shared.endpoint()).isEmpty();
        assertThat(shared.region()).isEqualTo("eu-west-1");
        assertThat(shared.credentialsFile()).contains(Path.of("/etc/shared"));
        assertThat(shared.caFile()).contains(Path.of("/etc/ca.pem"));

        AwsSettings own = settings(
                        "runfolio.intake.sqs.queue",
                        "events",
                        "runfolio.s3.region",
                        "eu-west-1",
                        "runfolio.intake.sqs.region",
                        "eu-central-1",
                        "runfolio.intake.sqs.profile",
                        "sqs")
                .intake()
                .sqs()
                .map(SqsIntakeSettings::access)
                .orElseThrow();
        assertThat(List.of(own.region(), own.profile())).containsExactly("eu-central-1", "sqs");
    }

    @Test
    void dead_letters_of_sqs_do_not_go_to_the_queue_of_the_events() {
        assertThatThrownBy(() ->
                        settings("runfolio.intake.sqs.queue", "events", "runfolio.intake.sqs.dead-letters", "events"))
                .hasMessageContaining("for ever");
    }

    @Test
    void dead_letters_do_not_go_to_the_topic_of_the_events() {
        assertThatThrownBy(() -> settings(
                        "runfolio.intake.kafka.brokers",
                        "k:9092",
                        "runfolio.intake.kafka.dead-letters",
                        "runfolio.events"))
                .hasMessageContaining("for ever");
    }

    @Test
    void a_password_is_needed_where_the_protocol_has_one_and_never_shown() {
        assertThatThrownBy(() -> settings(
                        "runfolio.intake.kafka.brokers", "k:9093", "runfolio.intake.kafka.security", "sasl-ssl"))
                .hasMessageContaining("runfolio.intake.kafka.password");
        RunfolioSettings settings = settings(
                "runfolio.intake.kafka.brokers",
                "k:9093",
                "runfolio.intake.kafka.security",
                "sasl-ssl",
                "runfolio.intake.kafka.user",
                "ada",
                "runfolio.intake.kafka.password",
                "hidden-1",
                "runfolio.intake.jms.url",
                "tcp://b:1",
                "runfolio.intake.jms.password",
                "hidden-2");
        assertThat(settings.toString()).doesNotContain("hidden");
    }

    @ParameterizedTest
    @CsvSource({
        "runfolio.intake.kafka.brokers=k:9092, runfolio-kafka",
        "runfolio.intake.amqp.url=amqp://b:5672, runfolio-jms",
        "runfolio.intake.sqs.queue=events, runfolio-sqs",
        "runfolio.announce.jms.url=tcp://b:61616, runfolio-jms",
    })
    void a_broker_without_its_artifact_ends_the_start_with_its_name(String setting, String artifact) {
        TestWorkspace workspace = new TestWorkspace(folder);
        List<String> words = new ArrayList<>(List.of("worker", "--drain", "--set", setting));
        words.addAll(workspace.options());
        PrintStream before = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        int code;
        try {
            code = RunfolioCommand.execute(words.toArray(String[]::new));
        } finally {
            System.setErr(before);
        }

        assertThat(log.toString(StandardCharsets.UTF_8))
                .contains(artifact)
                .contains(setting.split("=")[0].replaceAll("\\.[a-z]+$", ""));
        assertThat(code).isEqualTo(2);
    }
}
