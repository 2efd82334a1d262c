package io.runfolio.trace;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.runfolio.settings.TraceSettings;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Tracing that sends spans to an OTLP collector in the background.
 *
 * <p>Spans that the collector does not accept in time are dropped; no event waits for it.
 */
public final class OtlpTracing implements AutoCloseable {
    private static final Duration DELAY = Duration.ofSeconds(1);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int MAX_BATCH_SIZE = 512;
    /**
     * Strong reference that keeps the level, as the JDK drops unused loggers. It logs every lost batch;
     * {@link RedactingSpanExporter} logs the first.
     */
    private static final Logger EXPORTER_LOG = Logger.getLogger("io.opentelemetry.exporter");

    private final SdkTracerProvider provider;

    private OtlpTracing(SdkTracerProvider provider) {
        this.provider = provider;
    }

    /**
     * Starts the sender, without a check of the collector.
     *
     * @param version version of the program
     */
    public static OtlpTracing start(TraceSettings settings, String version) {
        EXPORTER_LOG.setLevel(Level.OFF);
        OtlpHttpSpanExporter sender = OtlpHttpSpanExporter.builder()
                .setEndpoint(settings.url())
                .setTimeout(TIMEOUT)
                .setRetryPolicy(null)
                .build();
        BatchSpanProcessor queue = BatchSpanProcessor.builder(new RedactingSpanExporter(sender, settings.url()))
                .setMaxQueueSize(settings.queueLength())
                .setMaxExportBatchSize(Math.min(MAX_BATCH_SIZE, settings.queueLength()))
                .setScheduleDelay(DELAY)
                .setExporterTimeout(TIMEOUT)
                .build();
        Resource service = Resource.create(Attributes.of(
                AttributeKey.stringKey("service.name"),
                settings.service(),
                AttributeKey.stringKey("service.version"),
                version));
        return new OtlpTracing(SdkTracerProvider.builder()
                .setResource(service)
                .addSpanProcessor(queue)
                .build());
    }

    /** Returns the tracer. */
    public Tracer tracer() {
        return provider.get("camel");
    }

    /** Returns the propagation of spans across queues. */
    public static ContextPropagators propagators() {
        return ContextPropagators.create(W3CTraceContextPropagator.getInstance());
    }

    /** Sends the remaining spans, for a few seconds at most. */
    @Override
    public void close() {
        provider.shutdown().join(2 * TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    }
}
