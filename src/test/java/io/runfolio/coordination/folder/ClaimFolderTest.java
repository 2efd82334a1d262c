package io.runfolio.coordination.folder;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.coordination.Claim;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Claims that one process takes, completes and resumes at the same time. */
class ClaimFolderTest {
    private static final int CLAIMS = 400;

    @TempDir
    Path folder;

    @Test
    void a_claim_that_is_completed_during_a_recovery_is_not_resumed() throws Exception {
        InboxLayout layout = new InboxLayout(folder);
        Files.createDirectories(layout.work("worker"));
        ClaimFolder claims = new ClaimFolder(layout, "worker");
        List<Claim> taken = new ArrayList<>();
        for (int i = 0; i < CLAIMS; i++) {
            taken.add(claims.take(Files.writeString(folder.resolve(i + ".json"), "{}"))
                    .orElseThrow());
        }
        CountDownLatch listing = new CountDownLatch(1);
        CompletableFuture<Void> completions = CompletableFuture.runAsync(() -> {
            for (Claim claim : taken) {
                EventFileMoves.delete(claim.file());
                claims.end(claim);
                listing.countDown();
            }
        });
        listing.await();
        List<Claim> resumed = new ArrayList<>();
        while (!completions.isDone()) {
            resumed.addAll(claims.resume());
        }
        completions.join();
        assertThat(resumed).isEmpty();
    }

    @Test
    void a_claim_that_no_longer_is_in_progress_is_resumed_once() throws Exception {
        InboxLayout layout = new InboxLayout(folder);
        Files.createDirectories(layout.work("worker"));
        ClaimFolder claims = new ClaimFolder(layout, "worker");
        Claim claim =
                claims.take(Files.writeString(folder.resolve("a.json"), "{}")).orElseThrow();
        claims.end(claim);

        assertThat(claims.resume()).containsExactly(claim);
        assertThat(claims.resume()).isEmpty();
    }
}
