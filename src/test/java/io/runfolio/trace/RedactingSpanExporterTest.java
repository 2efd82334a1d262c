package io.runfolio.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;

class RedactingSpanExporterTest {
    private static final class Kept implements SpanExporter {
        private final List<SpanData> spans = new ArrayList<>();

        @Override
        public CompletableResultCode export(Collection<SpanData> batch) {
            spans.addAll(batch);
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }

    @Test
    void what_may_have_words_in_it_stays_here() {
        Kept kept = new Kept();
        try (SdkTracerProvider provider = SdkTracerProvider.builder()
                .addSpanProcessor(SimpleSpanProcessor.create(new RedactingSpanExporter(kept, "http://nowhere")))
                .build()) {
            Span span = provider.get("test")
                    .spanBuilder("/v1/artifacts?q=secret")
                    .setAttribute("http.url", "http://127.0.0.1/v1/artifacts?q=secret")
                    .setAttribute("authorization", "Bearer secret")
                    .setAttribute("file.name", "secret.json")
                    .setAttribute("component", "camel-platform-http")
                    .startSpan();
            span.setAttribute(RouteIdPolicyFactory.ROUTE, "runfolio-api-list-artifacts");
            span.recordException(new IllegalStateException("secret"));
            span.setStatus(StatusCode.ERROR, "secret");
            span.end();
        }

        SpanData sent = kept.spans.get(0);
        assertThat(sent.getName()).isEqualTo("runfolio-api-list-artifacts");
        assertThat(sent.getAttributes().asMap().toString())
                .contains("camel-platform-http")
                .doesNotContain("secret");
        assertThat(sent.getEvents()).isEmpty();
        assertThat(sent.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(sent.getStatus().getDescription()).isEmpty();
    }
}
