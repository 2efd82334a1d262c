package io.runfolio.cli.process;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.component.micrometer.MicrometerConstants;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;

/** Metrics of a process: those of the JVM, and histograms of the times of the stages. */
public final class ProcessMetrics {
    private ProcessMetrics() {}

    /** Binds the registry that Camel uses, and records the times of the stages in it. */
    public static void install(Main main) {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        main.bind(MicrometerConstants.METRICS_REGISTRY_NAME, registry);
        main.addMainListener(new MainListenerSupport() {
            @Override
            public void beforeConfigure(BaseMainSupport starting) {
                starting.getCamelContext().addRoutePolicyFactory(new StageTimes(registry));
            }
        });
    }

    /** Registers the metrics of the JVM and of the process, if the context has a registry. */
    public static void bindJvm(CamelContext context) {
        Optional.ofNullable(context.getRegistry().findSingleByType(MeterRegistry.class))
                .ifPresent(ProcessMetrics::bindJvm);
    }

    /** Registers the metrics of the JVM and of the process. */
    @SuppressWarnings("resource") // the listeners of the collector live as long as the process
    static void bindJvm(MeterRegistry registry) {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmGcMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
    }
}
