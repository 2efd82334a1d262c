package io.runfolio.flow.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.runfolio.files.InterruptedRunException;
import io.runfolio.files.StorageFullException;
import io.runfolio.workflow.step.StepAnswer;
import io.runfolio.workflow.step.StepFailedException;
import io.runfolio.workflow.step.StepFile;
import io.runfolio.workflow.step.StepRequest;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Steps by beans and routes of an application. */
class BeanStepTest {
    @TempDir
    private Path root;

    private StepTestBench bench;

    @BeforeEach
    void bench() {
        bench = new StepTestBench(root);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    /** A bean of an application. */
    public static final class Writer {
        /** Answers with a map. */
        public Map<String, Object> write(Exchange exchange) {
            StepRequest request = exchange.getProperty("runfolioStepRequest", StepRequest.class);
            return Map.of(
                    "text", request.document().path("prompt").asText() + "!", "costs", List.of(Map.of("actual", 1)));
        }
    }

    private StepTestBench direct(Processor processor) throws Exception {
        return bench.start(
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:draw").process(processor);
                    }
                },
                "image",
                "direct:draw");
    }

    private StepAnswer answered(Object body) throws Exception {
        return direct(exchange -> exchange.getMessage().setBody(body)).execute("image");
    }

    @Test
    void a_bean_is_a_step() throws Exception {
        bench.context.getRegistry().bind("writer", new Writer());
        bench.start("llm", "bean:writer?method=write");

        StepAnswer answer = bench.execute("llm");

        assertThat(answer.text()).isEqualTo("a disc!");
        assertThat(answer.costs().get(0).actual()).isEqualByComparingTo("1");
    }

    @Test
    void a_route_gets_the_request_as_json_with_headers() throws Exception {
        AtomicReference<Exchange> seen = new AtomicReference<>();
        StepRequest request = direct(exchange -> {
                    seen.set(exchange.copy());
                    exchange.getMessage().setBody(null);
                })
                .request("image", Duration.ofSeconds(60));

        assertThat(bench.execute(request).text()).isNull();

        assertThat(seen.get().getMessage().getBody())
                .isEqualTo(request.document().toString());
        assertThat(seen.get().getMessage().getHeaders())
                .containsEntry("RunfolioRunId", request.runId())
                .containsEntry("RunfolioStepId", "draw")
                .containsEntry("RunfolioIdempotencyKey", request.idempotencyKey())
                .containsEntry("RunfolioDeadline", request.deadline().toString());
    }

    @Test
    void text_is_an_answer() throws Exception {
        assertThat(answered("Hello").text()).isEqualTo("Hello");
    }

    @Test
    void bytes_and_streams_are_answers() throws Exception {
        byte[] json = "{\"json\": {\"a\": 1}}".getBytes(StandardCharsets.UTF_8);
        AtomicReference<Object> body = new AtomicReference<>(json);
        direct(exchange -> exchange.getMessage().setBody(body.get()));

        assertThat(bench.execute("image").json().path("a").asInt()).isEqualTo(1);
        body.set(new ByteArrayInputStream(json));
        assertThat(bench.execute("image").json().path("a").asInt()).isEqualTo(1);
        body.set(new ByteArrayInputStream(new byte[StepTestBench.MAX_ANSWER_BYTES + 1]));
        assertThat(bench.failure("image").code()).isEqualTo("answer_too_large");
        body.set(JsonNodeFactory.instance.objectNode().put("text", "tree"));
        assertThat(bench.execute("image").text()).isEqualTo("tree");
    }

    @Test
    void a_step_answer_is_taken_as_it_is_if_its_files_are_in_the_folder() throws Exception {
        direct(exchange -> {
            StepRequest request = exchange.getProperty("runfolioStepRequest", StepRequest.class);
            Path file = Files.writeString(request.folder().resolve("a.png"), "1");
            boolean first = request.folder().endsWith("work-1");
            StepFile made = new StepFile(first ? file : root.resolve("other"), "image", "image/png", "output");
            exchange.getMessage().setBody(StepAnswer.of("made", null, List.of(made), List.of(), List.of()));
        });
        Files.writeString(root.resolve("other"), "x");

        assertThat(bench.execute("image").files()).hasSize(1);
        assertThat(bench.failure("image")).hasMessageContaining("files[0].path must be inside the work folder");
    }

    @Test
    void a_forgotten_answer_and_one_of_a_strange_type_are_failures() throws Exception {
        AtomicReference<Object> body = new AtomicReference<>(new Object());
        direct(exchange -> {
            if (body.get() != null) {
                exchange.getMessage().setBody(body.get());
            }
        });

        assertThat(bench.failure("image")).hasMessageContaining("answered with java.lang.Object");
        body.set(Map.of("json", new Object()));
        assertThat(bench.failure("image").code()).isEqualTo("answer_invalid");
        body.set(null);
        assertThat(bench.failure("image")).hasMessageContaining("left the request as its answer");
    }

    @Test
    void exceptions_are_failures_that_may_pass_unless_the_input_is_wrong() throws Exception {
        AtomicReference<Exception> thrown =
                new AtomicReference<>(new IllegalStateException("Bearer sk-abcdefghijklmnopqrstu"));
        direct(exchange -> {
            throw thrown.get();
        });

        StepFailedException failure = bench.failure("image");
        assertThat(failure.isRetryable()).isTrue();
        assertThat(failure.getMessage())
                .contains("runfolio.workflow.kinds.image failed with IllegalStateException")
                .doesNotContain("sk-abcdef");
        thrown.set(new IllegalArgumentException("no such style"));
        assertThat(bench.failure("image").isRetryable()).isFalse();
        thrown.set(new StepFailedException("own_code", "The style is gone", false, Duration.ofSeconds(3)));
        assertThat(bench.failure("image").code()).isEqualTo("own_code");
    }

    @Test
    void a_fault_of_the_machine_is_no_failure_of_the_step() throws Exception {
        direct(exchange -> {
            throw new StorageFullException("No space is left", null);
        });

        assertThatThrownBy(() -> bench.execute("image")).isInstanceOf(StorageFullException.class);
    }

    @Test
    void a_bean_that_ignores_its_deadline_is_left_behind() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        direct(exchange -> {
            if (exchange.getProperty("runfolioStepRequest", StepRequest.class)
                    .folder()
                    .endsWith("work-1")) {
                while (!release.await(1, TimeUnit.SECONDS)) {
                    continue;
                }
            }
            exchange.getMessage().setBody("later");
        });

        assertThat(bench.failure(bench.request("image", Duration.ofMillis(200))).code())
                .isEqualTo("deadline_exceeded");
        assertThat(bench.execute("image").text()).isEqualTo("later");
        release.countDown();
    }

    @Test
    void a_step_whose_time_is_over_is_not_begun() throws Exception {
        direct(exchange -> exchange.getMessage().setBody("never"));

        assertThat(bench.failure(bench.request("image", Duration.ofSeconds(-1))).code())
                .isEqualTo("deadline_exceeded");
    }

    @Test
    void an_interrupt_reaches_the_bean_and_the_next_step_is_not_affected() throws Exception {
        CountDownLatch began = new CountDownLatch(1);
        AtomicReference<Boolean> interrupted = new AtomicReference<>();
        direct(exchange -> {
            if (interrupted.get() == null) {
                began.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    interrupted.set(true);
                    throw e;
                }
            }
            exchange.getMessage().setBody("next");
        });
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread step = new Thread(() -> {
            try {
                bench.execute("image");
            } catch (RuntimeException e) {
                thrown.set(e);
            }
        });
        step.start();
        assertThat(began.await(60, TimeUnit.SECONDS)).isTrue();

        step.interrupt();
        step.join(60_000);

        assertThat(thrown.get()).isInstanceOf(InterruptedRunException.class);
        assertThat(interrupted.get()).isTrue();
        assertThat(bench.execute("image").text()).isEqualTo("next");
    }

    @Test
    void a_queue_answers_in_the_same_exchange() throws Exception {
        bench.start(
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("seda:draw").transform().constant("{\"text\": \"from the queue\"}");
                    }
                },
                "image",
                "seda:draw?size=10");

        assertThat(bench.execute("image").text()).isEqualTo("from the queue");
    }

    @Test
    void an_endpoint_that_only_takes_messages_is_answered_later() throws Exception {
        bench.start("image", "mock:topic", "tool", "direct:nobody");
        StepRequest request = bench.request("image", Duration.ofSeconds(60));

        StepAnswer answer = bench.execute(request);

        assertThat(answer.ticket())
                .startsWith("later-")
                .isEqualTo(bench.execute(request).ticket());
        assertThat(bench.outcomes).contains("image waiting");
    }

    @Test
    void a_direct_endpoint_without_a_route_is_a_failure_with_its_key() throws Exception {
        bench.start("image", "direct:nobody?block=false");

        assertThat(bench.failure("image"))
                .hasMessageContaining("runfolio.workflow.kinds.image")
                .hasMessageContaining("direct://nobody");
    }
}
