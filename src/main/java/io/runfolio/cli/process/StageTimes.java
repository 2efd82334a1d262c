package io.runfolio.cli.process;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Route;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.spi.RoutePolicyFactory;
import org.apache.camel.support.RoutePolicySupport;

/** Histograms of the time that each stage takes. Camel's own timers of routes have no buckets. */
final class StageTimes implements RoutePolicyFactory {
    private static final String PREFIX = "runfolio-";
    /** Stages, each with a series for every bucket; the route of a stage is named after it. */
    private static final List<String> STAGES =
            List.of("run", "bundle", "asset", "image", "video", "child", "fetch", "poll", "index");

    /** Upper bounds of the buckets: 5 ms to 10 minutes, the default time limit of a video. */
    private static final Duration[] BUCKETS = Stream.of(
                    5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000, 300_000, 600_000)
            .map(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final Map<String, Timer> timers;

    StageTimes(MeterRegistry registry) {
        timers = STAGES.stream().collect(Collectors.toMap(stage -> PREFIX + stage, timer(registry)));
    }

    private static Function<String, Timer> timer(MeterRegistry registry) {
        return stage -> Timer.builder("runfolio.stage")
                .tag("stage", stage)
                .description("Time of a stage, without its wait in a queue")
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    @Override
    public RoutePolicy createRoutePolicy(CamelContext context, String routeId, NamedNode route) {
        Timer timer = timers.get(routeId);
        return timer == null ? null : new Policy(timer, "runfolioStageStart-" + routeId);
    }

    private static final class Policy extends RoutePolicySupport {
        private final Timer timer;
        private final String start;

        /** @param start exchange property, as one exchange passes through several routes */
        private Policy(Timer timer, String start) {
            this.timer = timer;
            this.start = start;
        }

        @Override
        public void onExchangeBegin(Route route, Exchange exchange) {
            exchange.setProperty(start, System.nanoTime());
        }

        @Override
        public void onExchangeDone(Route route, Exchange exchange) {
            if (exchange.removeProperty(start) instanceof Long nanos) {
                timer.record(Duration.ofNanos(System.nanoTime() - nanos));
            }
        }
    }
}
