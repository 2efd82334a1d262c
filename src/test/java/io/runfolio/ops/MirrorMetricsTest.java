package io.runfolio.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.runfolio.mirror.MirrorCounters;
import io.runfolio.mirror.MirrorMetrics;
import java.time.Clock;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class MirrorMetricsTest {
    /** Metrics that the dashboard and the alert rules use. */
    static final Set<String> USED = Set.of(
            "runfolio_mirror_lag_runs",
            "runfolio_mirror_lag_seconds",
            "runfolio_mirror_bytes_total",
            "runfolio_mirror_objects_total",
            "runfolio_mirror_failures_total");

    @Test
    void the_mirror_has_the_metrics_that_dashboard_and_alert_rules_use() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        MirrorMetrics.bind(registry, new MirrorCounters(Clock.systemUTC()));

        Set<String> metrics = new TreeSet<>();
        PromSample.parse(registry.scrape()).forEach(sample -> metrics.add(sample.metric()));
        assertThat(metrics).containsExactlyInAnyOrderElementsOf(USED);
    }
}
