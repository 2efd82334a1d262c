package io.runfolio.coordination.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.runfolio.files.StorageException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FailFastTest {
    private final FailFast failFast = new FailFast();
    private final AtomicInteger asked = new AtomicInteger();

    private String fail() {
        asked.incrementAndGet();
        throw new StorageException("away", null);
    }

    @Test
    void while_one_tries_again_others_fail_at_once() {
        assertThatThrownBy(() -> failFast.ask(this::fail)).hasMessage("away");
        assertThatThrownBy(() -> failFast.ask(this::fail)).hasMessageContaining("a moment ago");
        assertThatThrownBy(failFast::check).hasMessageContaining("a moment ago");
        assertThat(asked).hasValue(1);

        CountDownLatch isAsking = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        CompletableFuture<String> trial = CompletableFuture.supplyAsync(() -> {
            await().ignoreExceptions().until(() -> {
                failFast.check();
                return true;
            });
            return failFast.ask(() -> {
                isAsking.countDown();
                hold(answer);
                return "back";
            });
        });
        hold(isAsking);
        assertThatThrownBy(failFast::check).hasMessageContaining("a moment ago");
        assertThatThrownBy(() -> failFast.ask(this::fail)).hasMessageContaining("a moment ago");
        assertThat(asked).hasValue(1);
        answer.countDown();
        assertThat(trial.join()).isEqualTo("back");
        assertThat(failFast.ask(() -> "at once")).isEqualTo("at once");
    }

    private static void hold(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
