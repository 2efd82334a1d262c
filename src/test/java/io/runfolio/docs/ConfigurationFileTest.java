package io.runfolio.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.settings.RunfolioSettings;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ConfigurationFileTest {
    private static final Path FILE = Path.of("config", "application.properties");
    private static final Pattern COMMENTED_OUT = Pattern.compile("(?m)^#(?=runfolio\\.[a-z0-9.-]+=)");

    @Test
    void as_it_is_shipped_it_sets_nothing() throws IOException {
        assertThat(load(Files.readString(FILE))).isEmpty();
    }

    @Test
    void it_holds_every_key_once_and_no_other() throws IOException {
        List<String> keys = uncommented()
                .lines()
                .filter(line -> line.startsWith("runfolio."))
                .map(line -> line.substring(0, line.indexOf('=')))
                .toList();

        assertThat(keys).containsExactlyInAnyOrderElementsOf(RunfolioSettings.keys());
        assertThat(load(uncommented()).keySet()).isEqualTo(RunfolioSettings.keys());
    }

    @Test
    void its_values_are_the_defaults() throws IOException {
        Map<String, String> values = load(uncommented());
        List<String> empty = values.keySet().stream()
                .filter(key -> values.get(key).isEmpty())
                .sorted()
                .toList();

        assertThat(RunfolioSettings.from(values)).isEqualTo(RunfolioSettings.from(Map.of()));
        assertThat(empty)
                .as("only what depends on the place has no value here")
                .containsExactly(
                        "runfolio.announce.jms.password",
                        "runfolio.announce.jms.url",
                        "runfolio.announce.jms.user",
                        "runfolio.announce.kafka.brokers",
                        "runfolio.announce.kafka.certificates",
                        "runfolio.announce.kafka.password",
                        "runfolio.announce.kafka.properties",
                        "runfolio.announce.kafka.user",
                        "runfolio.announce.webhook-secret-file",
                        "runfolio.announce.webhooks",
                        "runfolio.catalog.password",
                        "runfolio.catalog.url",
                        "runfolio.catalog.user",
                        "runfolio.coordination.postgres.password",
                        "runfolio.coordination.postgres.url",
                        "runfolio.coordination.postgres.user",
                        "runfolio.fetch.allow-hosts",
                        "runfolio.fetch.allow-private-hosts",
                        "runfolio.http.allowed-origins",
                        "runfolio.http.signing-keys",
                        "runfolio.http.signing-keys-file",
                        "runfolio.http.tokens-file",
                        "runfolio.http.trusted-proxies",
                        "runfolio.image-threads",
                        "runfolio.intake.amqp.password",
                        "runfolio.intake.amqp.url",
                        "runfolio.intake.amqp.user",
                        "runfolio.intake.jms.password",
                        "runfolio.intake.jms.url",
                        "runfolio.intake.jms.user",
                        "runfolio.intake.kafka.brokers",
                        "runfolio.intake.kafka.certificates",
                        "runfolio.intake.kafka.password",
                        "runfolio.intake.kafka.properties",
                        "runfolio.intake.kafka.user",
                        "runfolio.intake.sqs.buckets",
                        "runfolio.intake.sqs.ca-file",
                        "runfolio.intake.sqs.credentials-file",
                        "runfolio.intake.sqs.dead-letters",
                        "runfolio.intake.sqs.endpoint",
                        "runfolio.intake.sqs.profile",
                        "runfolio.intake.sqs.queue",
                        "runfolio.intake.sqs.region",
                        "runfolio.mirror",
                        "runfolio.poll.allow-hosts",
                        "runfolio.retention.environment",
                        "runfolio.retention.policy",
                        "runfolio.retention.schedule",
                        "runfolio.s3.ca-file",
                        "runfolio.s3.credentials-file",
                        "runfolio.s3.endpoint",
                        "runfolio.secrets.keys",
                        "runfolio.share.base-url",
                        "runfolio.source-roots",
                        "runfolio.store.address",
                        "runfolio.video.program",
                        "runfolio.workflow.rates",
                        "runfolio.workflow.webhook-secret-file",
                        "runfolio.workflow.webhooks");
    }

    @Test
    void the_comment_above_a_key_names_its_default() throws IOException {
        List<String> untold = new ArrayList<>();
        String above = "";
        for (String line : uncommented().lines().toList()) {
            if (line.startsWith("runfolio.")) {
                String value = line.substring(line.indexOf('=') + 1);
                boolean told = value.isEmpty() ? above.contains("Default: ") : above.endsWith("Default: " + value);
                if (!told) {
                    untold.add(line);
                }
            }
            above = line;
        }

        assertThat(untold).isEmpty();
    }

    private static String uncommented() throws IOException {
        return COMMENTED_OUT.matcher(Files.readString(FILE)).replaceAll("");
    }

    private static Map<String, String> load(String text) throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(text));
        Map<String, String> values = new LinkedHashMap<>();
        properties.stringPropertyNames().forEach(key -> values.put(key, properties.getProperty(key)));
        return values;
    }
}
