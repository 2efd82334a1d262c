package io.runfolio.flow.step;

import io.runfolio.fetch.RetryAfter;
import io.runfolio.workflow.step.StepAnswer;
import io.runfolio.workflow.step.StepFailedException;
import io.runfolio.workflow.step.StepRequest;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.model.RouteDefinition;

/** Transport by HTTP: the request is posted as JSON, and the body of the response is the answer. */
final class HttpTransport implements StepTransport {
    private static final String JSON = "application/json";
    /** Statuses after which another attempt may succeed. */
    private static final Set<Integer> RETRYABLE = Set.of(408, 425, 429, 502, 503, 504);

    private final Endpoint endpoint;
    private final String key;
    private final StepBodies bodies;
    private final Clock clock;

    /** @param key key of the setting with the endpoint, for messages */
    HttpTransport(Endpoint endpoint, String key, StepBodies bodies, Clock clock) {
        this.endpoint = endpoint;
        this.key = key;
        this.bodies = bodies;
        this.clock = clock;
    }

    @Override
    public void addCall(RouteDefinition route, String id) {
        route.to(endpoint).id(id);
    }

    @Override
    public void prepare(Exchange exchange, StepRequest request) {
        Message message = exchange.getMessage();
        message.removeHeaders("Runfolio*");
        message.setHeader(Exchange.HTTP_METHOD, "POST");
        message.setHeader(Exchange.CONTENT_TYPE, JSON);
        message.setHeader("Accept", JSON);
        message.setHeader("Idempotency-Key", request.idempotencyKey());
        message.setHeader("X-Runfolio-Run", request.runId());
        message.setHeader("X-Runfolio-Step", request.stepId());
        message.setHeader("X-Runfolio-Deadline", request.deadline().toString());
        message.setBody(message.getBody(String.class).getBytes(StandardCharsets.UTF_8));
        exchange.setProperty(Exchange.SKIP_GZIP_ENCODING, true); // unpacked data has no limit
    }

    @Override
    public StepAnswer read(Exchange exchange, StepRequest request) {
        int status = exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class);
        byte[] body = bodies.bytes(exchange);
        if (status >= 200 && status < 300) {
            return bodies.reader().read(body, request.folder());
        }
        boolean retryable = RETRYABLE.contains(status);
        Optional<Duration> delay = Optional.ofNullable(exchange.getMessage().getHeader("Retry-After", String.class))
                .filter(text -> retryable)
                .flatMap(text -> RetryAfter.parse(text, clock.instant()));
        StepFailedException failure = bodies.reader()
                .failure(body, retryable)
                .orElseGet(() -> new StepFailedException(
                        "endpoint_failed", sentence(status) + cure(status) + excerpt(body), retryable));
        throw failure.delay().isPresent() || delay.isEmpty()
                ? failure
                : new StepFailedException(failure.code(), failure.getMessage(), failure.isRetryable(), delay.get());
    }

    private String sentence(int status) {
        return "The endpoint of " + key + " answered " + status;
    }

    private String cure(int status) {
        if (status == 401 || status == 403) {
            return ": name a file with the right key in runfolio.workflow.hosts.<host>.key-file";
        }
        return status >= 300 && status < 400
                ? ": redirects are not followed, so name the address that it redirects to"
                : "";
    }

    /** Returns the beginning of a response of a failure, as the end of a sentence. */
    private String excerpt(byte[] body) {
        String text = new String(body, 0, Math.min(body.length, 2_000), StandardCharsets.UTF_8);
        return bodies.reader().message(LastLines.of(text));
    }

    @Override
    public Optional<StepFailedException> failure(Throwable failure) {
        if (failure instanceof StepHttpClient.TooLargeException) {
            return Optional.of(bodies.reader().tooLarge());
        }
        if (failure instanceof StepHttpClient.KeyException) {
            return Optional.of(new StepFailedException("endpoint_key_missing", failure.getMessage(), false));
        }
        if (failure instanceof UnknownHostException) {
            return Optional.of(unreachable("its host is not known", true));
        }
        if (failure instanceof SSLHandshakeException || failure instanceof SSLPeerUnverifiedException) {
            return Optional.of(unreachable("its certificate is not valid, or TLS failed", false));
        }
        return failure instanceof IOException
                ? Optional.of(unreachable(bodies.reader().message(String.valueOf(failure.getMessage())), true))
                : Optional.empty();
    }

    private StepFailedException unreachable(String reason, boolean retryable) {
        return new StepFailedException(
                "endpoint_unreachable", "The endpoint of " + key + " cannot be reached: " + reason, retryable);
    }
}
