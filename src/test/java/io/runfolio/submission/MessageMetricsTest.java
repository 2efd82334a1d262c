package io.runfolio.submission;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.runfolio.work.WorkerMetrics;
import org.junit.jupiter.api.Test;

class MessageMetricsTest {
    @Test
    void messages_have_the_name_and_the_labels_that_the_alert_rules_use() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        MessageCounters counters = new MessageCounters("kafka");
        WorkerMetrics.bind(registry, counters);
        counters.accepted();

        assertThat(registry.scrape())
                .contains("runfolio_intake_messages_total{broker=\"kafka\",outcome=\"accepted\"} 1.0")
                .contains("runfolio_intake_messages_total{broker=\"kafka\",outcome=\"refused\"} 0.0");
    }
}
