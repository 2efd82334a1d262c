package io.runfolio.settings.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runfolio.TestWorkspace;
import io.runfolio.cli.RunfolioCommand;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.settings.SettingException;
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
    })
    void an_address_of_another_form_is_refused_without_its_secret(String key, String value, String meaning) {
        assertThatThrownBy(() -> settings(key, value))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining(key)
                .hasMessageContaining(meaning)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
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
