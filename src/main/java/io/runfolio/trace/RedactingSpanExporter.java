package io.runfolio.trace;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.DelegatingSpanData;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Exporter that keeps only harmless attributes of a span: route, place, times and whether it failed.
 *
 * <p>Addresses, file names and messages can contain words of prompts. They stay in the log, under the same exchange id.
 */
final class RedactingSpanExporter implements SpanExporter {
    private static final Set<String> KEPT =
            Set.of(RouteIdPolicyFactory.ROUTE.getKey(), "component", "op", "url.scheme", "error", "exchangeId");
    private static final Logger LOG = LoggerFactory.getLogger(RedactingSpanExporter.class);

    private final SpanExporter sender;
    private final String url;
    private final AtomicBoolean lost = new AtomicBoolean();

    RedactingSpanExporter(SpanExporter sender, String url) {
        this.sender = sender;
        this.url = url;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        List<SpanData> plain = spans.stream().<SpanData>map(Plain::new).toList();
        CompletableResultCode result = sender.export(plain);
        return result.whenComplete(() -> logTransition(result.isSuccess()));
    }

    /** Logs when the collector goes away and when it is back, not for every batch. */
    private void logTransition(boolean arrived) {
        if (!arrived && !lost.getAndSet(true)) {
            LOG.warn("the collector at {} accepts no spans: they are dropped until it does", url);
        } else if (arrived && lost.getAndSet(false)) {
            LOG.info("the collector at {} accepts spans again", url);
        }
    }

    @Override
    public CompletableResultCode flush() {
        return sender.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return sender.shutdown();
    }

    private static final class Plain extends DelegatingSpanData {
        private final Attributes attributes;

        private Plain(SpanData span) {
            super(span);
            attributes = span.getAttributes().toBuilder()
                    .removeIf(key -> !KEPT.contains(key.getKey()))
                    .build();
        }

        @Override
        public String getName() {
            return Optional.ofNullable(attributes.get(RouteIdPolicyFactory.ROUTE))
                    .orElseGet(super::getName);
        }

        @Override
        public Attributes getAttributes() {
            return attributes;
        }

        @Override
        public List<EventData> getEvents() {
            return List.of();
        }

        @Override
        public StatusData getStatus() {
            return StatusData.create(super.getStatus().getStatusCode(), "");
        }
    }
}
