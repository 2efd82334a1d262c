package io.runfolio.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkflowSettingsTest {

    @Test
    void without_kinds_there_are_no_workflow_runs() {
        WorkflowSettings settings = read();

        assertThat(settings.isEnabled()).isFalse();
        assertThat(settings.runs()).isEqualTo(Path.of("runs").toAbsolutePath());
        assertThat(settings.concurrency()).isEqualTo(2);
        assertThat(settings.maxDepth()).isEqualTo(5);
        assertThat(settings.rates()).isEmpty();
        assertThat(settings.maxAnswerBytes()).isEqualTo(8 << 20);
        assertThat(settings.limits("llm")).isEqualTo(new StepLimits(3, Duration.ofSeconds(2), Duration.ofMinutes(10)));
    }

    @Test
    void a_capability_has_its_own_endpoint_and_others_that_of_the_kind() {
        WorkflowSettings settings = read(
                "runfolio.workflow.kinds.image", "direct:draw",
                "runfolio.workflow.kinds.image.background.remove", "exec:/opt/steps/cut out?args=-x%20y",
                "runfolio.workflow.kinds.subWorkflow-x.upscale", "orders");

        assertThat(settings.isEnabled()).isTrue();
        assertThat(settings.kind("image", "")).map(StepKindSetting::target).contains("direct:draw");
        assertThat(settings.kind("image", "upscale"))
                .map(StepKindSetting::key)
                .contains("runfolio.workflow.kinds.image");
        assertThat(settings.kind("image", "background.remove"))
                .contains(new StepKindSetting("image", "background.remove", "exec:/opt/steps/cut out?args=-x%20y"));
        assertThat(settings.kind("subWorkflow-x", "")).isEmpty();
        assertThat(settings.kind("subWorkflow-x", "upscale"))
                .map(StepKindSetting::isOrders)
                .contains(true);
        assertThat(settings.kind("llm", "")).isEmpty();
    }

    @Test
    void a_kind_has_limits_of_its_own() {
        WorkflowSettings settings = read(
                "runfolio.workflow.kinds.llm", "direct:ask",
                "runfolio.workflow.attempts", "4",
                "runfolio.workflow.attempts.llm", "7",
                "runfolio.workflow.timeout.llm", "90s");

        assertThat(settings.limits("llm")).isEqualTo(new StepLimits(7, Duration.ofSeconds(2), Duration.ofSeconds(90)));
        assertThat(settings.limits("image").attempts()).isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource({"1, 2s", "2, 4s", "8, 256s", "9, 300s", "2000000000, 300s"})
    void the_delay_doubles_up_to_five_minutes(int failed, String delay) {
        Duration expected = Duration.ofSeconds(Long.parseLong(delay.replace("s", "")));

        assertThat(read().limits("llm").delayAfter(failed, Optional.empty())).isEqualTo(expected);
    }

    @Test
    void a_longer_delay_that_the_endpoint_asks_for_is_kept() {
        StepLimits limits = read().limits("llm");

        assertThat(limits.delayAfter(1, Optional.of(Duration.ofSeconds(1)))).isEqualTo(Duration.ofSeconds(2));
        assertThat(limits.delayAfter(1, Optional.of(Duration.ofMinutes(9)))).isEqualTo(Duration.ofMinutes(9));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "runfolio.workflow.kinds.llm       | draw               | must be the URI of a Camel endpoint",
                "runfolio.workflow.kinds.llm       | https:             | must be the URI of a Camel endpoint",
                "runfolio.workflow.kinds.l&m       | direct:a           | is not a setting",
                "runfolio.workflow.attempts.llm    | 3                  | has no effect",
                "runfolio.workflow.timeout.imag    | 3s                 | did you mean image?",
                "runfolio.workflow.timeout.image   | 0s                 | must not be 0",
                "runfolio.workflow.timeout         | soon               | expected",
                "runfolio.workflow.attempts.image  | 0                  | a whole number from 1 to 100",
                "runfolio.workflow.max-answer-bytes| 1TiB               | at most 256MiB",
                "runfolio.workflow.max-dept        | 3                  | did you mean runfolio.workflow.max-depth?",
                "runfolio.workflow.hosts.a.header  | x-key: {key}       | hosts.a.key-file is missing",
            })
    void a_mistake_is_named_with_its_key(String key, String value, String message) {
        assertThatThrownBy(() -> read("runfolio.workflow.kinds.image", "direct:draw", key, value))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining(key)
                .hasMessageContaining(message);
    }

    @Test
    void the_password_of_an_endpoint_is_in_no_message() {
        String invalid = "https//name:hidden@steps.example";

        assertThatThrownBy(() -> read("runfolio.workflow.kinds.llm", invalid)).hasMessageNotContaining("hidden");
        assertThat(read("runfolio.workflow.kinds.llm", "https://name:hidden@steps.example")
                        .toString())
                .contains("runfolio.workflow.kinds.llm=https")
                .doesNotContain("hidden");
    }

    private static WorkflowSettings read(String... keysAndValues) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return RunfolioSettings.from(values).workflow();
    }
}
