package io.runfolio.flow.trace;

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

/** Makes spans and sends them in the background. What the collector does not take in time is dropped: no event waits for it. */
public final class Traces implements AutoCloseable {
    private static final Duration DELAY = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int LARGEST_BATCH = 512;
    /** Held, as a logger that nobody holds forgets its level. It tells of every batch that is lost; {@link PlainSpans} says it once. */
    private static final Logger THEIR_LOG = Logger.getLogger("io.opentelemetry.exporter");

    private final SdkTracerProvider provider;

    private Traces(SdkTracerProvider provider) {
        this.provider = provider;
    }

    /**
     * Starts it; whether there is a collector is not looked at.
     *
     * @param version the program's
     */
    public static Traces start(TraceSettings settings, String version) {
        THEIR_LOG.setLevel(Level.OFF);
        OtlpHttpSpanExporter sender = OtlpHttpSpanExporter.builder()
                .setEndpoint(settings.url())
                .setTimeout(PATIENCE)
                .setRetryPolicy(null)
                .build();
        BatchSpanProcessor queue = BatchSpanProcessor.builder(new PlainSpans(sender, settings.url()))
                .setMaxQueueSize(settings.queueLength())
                .setMaxExportBatchSize(Math.min(LARGEST_BATCH, settings.queueLength()))
                .setScheduleDelay(DELAY)
                .setExporterTimeout(PATIENCE)
                .build();
        Resource service = Resource.create(Attributes.of(
                AttributeKey.stringKey("service.name"),
                settings.service(),
                AttributeKey.stringKey("service.version"),
                version));
        return new Traces(SdkTracerProvider.builder()
                .setResource(service)
                .addSpanProcessor(queue)
                .build());
    }

    /** Returns what makes spans. */
    public Tracer tracer() {
        return provider.get("camel");
    }

    /** Returns how a span is told across queues. */
    public static ContextPropagators propagators() {
        return ContextPropagators.create(W3CTraceContextPropagator.getInstance());
    }

    /** Sends what is left, for a few seconds at most. */
    @Override
    public void close() {
        provider.shutdown().join(2 * PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
}
