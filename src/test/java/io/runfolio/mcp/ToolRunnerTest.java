package io.runfolio.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runfolio.api.ApiException;
import io.runfolio.api.Caller;
import io.runfolio.api.Scope;
import io.runfolio.settings.McpSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class ToolRunnerTest {
    private static ToolRunner runner(Duration timeout) {
        return new ToolRunner(new McpSettings(true, false, false, 1_000, timeout, 1 << 20), () -> {});
    }

    @Test
    void a_call_that_takes_too_long_is_interrupted() throws Exception {
        ToolRunner runner = runner(Duration.ofMillis(50));
        CountDownLatch interrupted = new CountDownLatch(1);
        assertThatThrownBy(() -> runner.run(Scope.READ, Caller.LOCAL, () -> {
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                    }
                    return "late";
                }))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("runfolio.mcp.timeout");
        interrupted.await();
        assertThat(runner.run(Scope.READ, Caller.LOCAL, () -> "next")).isEqualTo("next");
    }

    @Test
    void a_caller_without_the_scope_is_refused_before_the_call() {
        Caller reader = new Caller("reader", Set.of(Scope.READ), "", false);
        List<String> made = new ArrayList<>();
        assertThatThrownBy(() -> runner(Duration.ofSeconds(5)).run(Scope.REVIEW, reader, () -> made.add("call")))
                .hasMessageContaining("lacks the scope review");
        assertThat(made).isEmpty();
    }

    @Test
    void calls_beyond_the_threads_and_the_queue_are_told_to_come_again() throws Exception {
        ToolRunner runner = runner(Duration.ofSeconds(20));
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch refused = new CountDownLatch(1);
        ExecutorService callers = Executors.newCachedThreadPool();
        try {
            List<Future<String>> calls = new ArrayList<>();
            for (int i = 0; i < 13; i++) {
                calls.add(callers.submit(() -> {
                    try {
                        return runner.run(Scope.READ, Caller.LOCAL, () -> {
                            release.await();
                            return "done";
                        });
                    } catch (ApiException e) {
                        refused.countDown();
                        return e.getMessage();
                    }
                }));
            }
            refused.await();
            release.countDown();
            List<String> answers = new ArrayList<>();
            for (Future<String> call : calls) {
                answers.add(call.get());
            }
            assertThat(answers).filteredOn("done"::equals).hasSize(12);
            assertThat(answers)
                    .filteredOn(answer -> answer.contains("try again"))
                    .hasSize(1);
        } finally {
            callers.shutdownNow();
        }
    }
}
