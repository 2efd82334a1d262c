package io.runfolio.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PromQueryTest {
    private static final List<PromSample> SAMPLES =
            PromSample.parse("# HELP x y\nwork_seconds_bucket{stage=\"run\",le=\"+Inf\"} 2\nwork_seconds_sum 0.5\n");

    private static boolean isFound(String expression) {
        return PromQuery.of(expression).selectors().stream()
                .allMatch(selector -> SAMPLES.stream().anyMatch(selector::accepts));
    }

    @Test
    void it_finds_metrics_and_matchers_and_no_functions_or_labels() {
        PromQuery query = PromQuery.of("histogram_quantile(0.95, sum by (job, le) (rate("
                + "work_seconds_bucket{job=\"$job\",stage=\"run\"}[15m]))) > 3 and on (job) max by (job) (other) > 0");
        assertThat(query.selectors())
                .extracting(PromQuery.Selector::metric)
                .containsExactly("work_seconds_bucket", "other");
        assertThat(query.groupLabels()).containsExactly("le");
    }

    @Test
    void a_wrong_name_label_or_value_is_not_found() {
        assertThat(isFound("rate(work_seconds_bucket{stage=~\"run|walk\"}[5m]) / work_seconds_sum"))
                .isTrue();
        assertThat(isFound("work_seconds_buckets")).isFalse();
        assertThat(isFound("work_seconds_bucket{stage=\"walk\"}")).isFalse();
        assertThat(isFound("work_seconds_sum{stage=\"run\"}")).isFalse();
    }
}
