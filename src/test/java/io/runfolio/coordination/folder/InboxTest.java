package io.runfolio.coordination.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.runfolio.coordination.Claim;
import io.runfolio.intake.RefusedEventException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InboxTest {
    @TempDir
    Path folder;

    @Test
    void of_several_workers_exactly_one_gets_an_event() throws Exception {
        List<Path> events = IntStream.range(0, 200)
                .mapToObj(i -> write("event-" + i + ".json", "{}"))
                .toList();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Callable<Integer>> workers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Inbox inbox = Inbox.open(folder, "worker-" + i);
            workers.add(() -> (int) events.stream()
                    .filter(event -> inbox.claim(event).isPresent())
                    .count());
        }

        int claimed = 0;
        for (Future<Integer> count : threads.invokeAll(workers)) {
            claimed += count.get();
        }
        threads.shutdown();

        assertThat(claimed).isEqualTo(200);
        assertThat(InboxCounts.of(folder).claimed()).isEqualTo(200);
        assertThat(InboxCounts.of(folder).waiting()).isZero();
    }

    @Test
    void completed_events_with_the_same_name_do_not_replace_each_other() throws IOException {
        try (Inbox inbox = Inbox.open(folder, "w")) {
            for (int i = 0; i < 3; i++) {
                inbox.complete(
                        inbox.claim(write("same.json", "{\"n\":" + i + "}")).orElseThrow());
            }
        }

        assertThat(files(".done")).hasSize(3).contains("same.json");
    }

    /** A move to a free name is a link and a deletion; a kill between the two is what is acted here. */
    @Test
    void an_interrupted_move_is_completed_for_every_target() throws IOException {
        for (boolean taken : new boolean[] {false, true}) {
            Path dead = folder.resolve(".work/dead");
            Files.createDirectories(dead);
            Path claimed = Files.writeString(dead.resolve("0123456789ab__same.json"), "{\"taken\":" + taken + "}");
            Path done = folder.resolve(".done");
            Files.createDirectories(done);
            Files.createLink(done.resolve(taken ? "same.0123456789ab.json" : "same.json"), claimed);

            try (Inbox inbox = Inbox.open(folder, "w")) {
                inbox.recoverClaims().forEach(inbox::complete);
                assertThat(inbox.isIdle()).isTrue();
            }
            assertThat(InboxAudit.check(folder).findings()).isEmpty();
        }
        assertThat(files(".done")).containsExactlyInAnyOrder("same.json", "same.0123456789ab.json");
    }

    @Test
    void a_partially_written_event_is_not_claimed_until_it_is_complete_or_unchanged() throws IOException {
        try (Inbox inbox = Inbox.open(folder, "w")) {
            Path slow = write("slow.json", "{\"status\":\"s\",");
            Path empty = write("empty.json", "");
            Path whole = write("whole.json", "{\"a\":{}}\r\n \n");
            assertThat(inbox.claim(slow)).isEmpty();
            assertThat(inbox.claim(empty)).isEmpty();
            assertThat(inbox.claim(whole)).isPresent();
            assertThat(slow).hasContent("{\"status\":\"s\",");
            assertThat(inbox.isIdle()).isFalse();

            Files.writeString(slow, "\"model_key\":\"m\"}", java.nio.file.StandardOpenOption.APPEND);
            assertThat(inbox.claim(slow)).isPresent();
            assertThat(inbox.claim(empty)).isEmpty();
            await().atMost(Duration.ofMinutes(1)).until(() -> inbox.claim(empty).isPresent());
        }
    }

    @Test
    void an_incomplete_event_is_not_claimed_for_any_clock_of_its_share() throws IOException {
        try (Inbox inbox = Inbox.open(folder, "w")) {
            for (int seconds : List.of(0, -30, 3600, -7200)) {
                String name = "share" + seconds + ".json";
                Path event = write(name, "");
                for (String part : List.of("{\"status\":", "\"}", "\\\"}{\"", ",\"data\":{\"a\":{}}", ",\"x\":\"m\"")) {
                    Files.writeString(event, part, StandardOpenOption.APPEND);
                    Files.setLastModifiedTime(event, FileTime.from(Instant.now().plusSeconds(seconds)));
                    assertThat(inbox.claim(event)).as(name + " after " + part).isEmpty();
                    assertThat(event).exists();
                }
                Files.writeString(event, "}", StandardOpenOption.APPEND);
                Files.setLastModifiedTime(event, FileTime.from(Instant.now().plusSeconds(seconds)));
                assertThat(inbox.claim(event)).as(name).isPresent();
            }
        }
    }

    @Test
    void an_incomplete_event_is_claimed_when_two_checks_find_it_unchanged() throws IOException {
        try (Inbox inbox = Inbox.open(folder, "w")) {
            Path event = write("half.json", "{\"status\":");
            Files.setLastModifiedTime(event, FileTime.from(Instant.now().plusSeconds(3600)));
            long start = System.nanoTime();
            assertThat(inbox.claim(event)).isEmpty();
            assertThat(inbox.claim(write("innocent.json", "{}"))).isPresent();

            await().atMost(Duration.ofMinutes(1)).until(() -> inbox.claim(event).isPresent());
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(PartialWriteDetector.QUIET);
        }
    }

    @Test
    void an_interrupted_retry_leaves_the_event_in_one_folder_and_no_reason() throws IOException {
        for (String step : List.of("claimed", "without reason", "put back")) {
            String name = step.replace(' ', '-') + ".json";
            Path dead = Files.createDirectories(folder.resolve(".work/retry-7-a"));
            Path claimed = Files.writeString(dead.resolve("0123456789ab__" + name), "{\"step\":\"" + step + "\"}");
            Files.createDirectories(folder.resolve(".failed"));
            if (step.equals("claimed")) {
                Files.writeString(
                        folder.resolve(".failed/" + name.replace(".json", ".error.json")), "{\"code\":\"x\"}");
            }
            if (step.equals("put back")) {
                Files.createLink(folder.resolve(name), claimed);
            }
            try (Inbox inbox = Inbox.open(folder, "w")) {
                inbox.recoverClaims().forEach(inbox::complete);
                if (step.equals("put back")) {
                    inbox.complete(inbox.claim(folder.resolve(name)).orElseThrow());
                }
                assertThat(inbox.isIdle()).isTrue();
            }
            assertThat(InboxAudit.check(folder).findings()).isEmpty();
        }
        assertThat(files(".done")).containsExactlyInAnyOrder("claimed.json", "without-reason.json", "put-back.json");
        assertThat(files(".failed")).isEmpty();
    }

    @Test
    void a_retry_leaves_only_the_event_and_never_replaces_another() throws IOException {
        FailedEvents failed = new FailedEvents(new InboxLayout(folder));
        try (Inbox inbox = Inbox.open(folder, "w")) {
            write("bad.json", "{}");
            Claim claim = inbox.claim(folder.resolve("bad.json")).orElseThrow();
            inbox.refuse(claim, new RefusedEventException("x", "", "No."), "", "2026-01-01T00:00:00Z");
        }
        Files.writeString(folder.resolve("bad.json"), "another");
        Path back = failed.retry(failed.find("bad").orElseThrow());
        assertThat(back.getFileName().toString()).matches("bad\\.[0-9a-f]{12}\\.json");
        assertThat(folder.resolve("bad.json")).hasContent("another");
        assertThat(InboxAudit.check(folder).findings()).isEmpty();
        assertThat(files(".failed")).isEmpty();
    }

    @Test
    void an_interrupted_refusal_is_completed_with_one_reason() throws IOException {
        RefusedEventException why = new RefusedEventException("not_json", "", "No.");
        for (boolean moved : new boolean[] {false, true}) {
            Path dead = folder.resolve(".work/dead");
            Files.createDirectories(dead);
            String id = moved ? "00000000000a" : "00000000000b";
            Path claimed = Files.writeString(dead.resolve(id + "__" + moved + ".json"), "{");
            try (Inbox inbox = Inbox.open(folder, "w")) {
                Path failed = folder.resolve(".failed");
                Files.writeString(failed.resolve("." + id + ".part"), "{\"code\":");
                if (moved) {
                    Files.createLink(failed.resolve(moved + ".json"), claimed);
                }
                inbox.recoverClaims().forEach(claim -> inbox.refuse(claim, why, "", "2026-01-01T00:00:00Z"));
            }
            assertThat(InboxAudit.check(folder).findings()).isEmpty();
        }
        assertThat(files(".failed"))
                .containsExactlyInAnyOrder("true.json", "true.error.json", "false.json", "false.error.json");
    }

    @Test
    void a_refused_event_has_a_reason_file() throws IOException {
        try (Inbox inbox = Inbox.open(folder, "w")) {
            Claim claim = inbox.claim(write("bad.json", "{}")).orElseThrow();
            inbox.refuse(claim, new RefusedEventException("not_json", "", "No."), "", "2026-01-01T00:00:00Z");
        }

        assertThat(files(".failed")).containsExactlyInAnyOrder("bad.json", "bad.error.json");
        FailedEvents failed = new FailedEvents(new InboxLayout(folder));
        assertThat(failed.find("bad").orElseThrow().error())
                .containsEntry("code", "not_json")
                .containsEntry("message", "No.")
                .containsEntry("field", null)
                .containsEntry("event_id", null)
                .containsEntry("at", "2026-01-01T00:00:00Z");
    }

    @Test
    void a_retried_event_waits_again_and_its_reason_is_deleted() throws IOException {
        try (Inbox inbox = Inbox.open(folder, "w")) {
            inbox.refuse(
                    inbox.claim(write("bad.json", "{}")).orElseThrow(),
                    new RefusedEventException("not_json", "", "No."),
                    "",
                    "2026-01-01T00:00:00Z");
            FailedEvents failed = new FailedEvents(new InboxLayout(folder));
            failed.retry(failed.find("bad.json").orElseThrow());
        }

        assertThat(folder.resolve("bad.json")).hasContent("{}");
        assertThat(files(".failed")).isEmpty();
    }

    @Test
    void attempts_are_counted_and_exceeding_the_limit_is_refused_with_the_last_reason() {
        try (Inbox inbox = Inbox.open(folder, "w")) {
            Claim claim = inbox.claim(write("e.json", "{}")).orElseThrow();

            assertThat(inbox.beginAttempt(claim, 2)).isEqualTo(1);
            inbox.recordFailure(claim, "the disk was tired");
            assertThat(inbox.beginAttempt(claim, 2)).isEqualTo(2);
            assertThatThrownBy(() -> inbox.beginAttempt(claim, 2))
                    .isInstanceOf(RefusedEventException.class)
                    .hasMessageContaining("the disk was tired");
        }
    }

    @Test
    void a_released_event_has_not_used_an_attempt() {
        try (Inbox inbox = Inbox.open(folder, "w")) {
            for (int i = 0; i < 5; i++) {
                Claim claim = inbox.claim(i == 0 ? write("e.json", "{}") : folder.resolve("e.json"))
                        .orElseThrow();
                assertThat(inbox.beginAttempt(claim, 2)).isEqualTo(1);
                inbox.release(claim);
            }
        }
        assertThat(folder.resolve("e.json")).exists();
    }

    @Test
    void an_attempt_in_progress_at_close_is_left_for_another_worker_and_does_not_count() {
        Inbox first = Inbox.open(folder, "first");
        first.beginAttempt(first.claim(write("e.json", "{}")).orElseThrow(), 1);
        first.close();

        try (Inbox second = Inbox.open(folder, "second")) {
            List<Claim> taken = second.recoverClaims();

            assertThat(taken).hasSize(1);
            assertThat(second.beginAttempt(taken.get(0), 1)).isEqualTo(1);
        }
    }

    @Test
    void a_folder_with_the_name_of_an_event_is_ignored() throws IOException {
        Files.createDirectory(folder.resolve("folder.json"));
        try (Inbox inbox = Inbox.open(folder, "w")) {
            assertThat(inbox.isIdle()).isTrue();
        }
    }

    @Test
    void a_stopping_worker_releases_its_claims() {
        Inbox inbox = Inbox.open(folder, "w");
        inbox.claim(write("e.json", "{}"));

        inbox.close();

        assertThat(folder.resolve("e.json")).exists();
        assertThat(folder.resolve(".work/w")).doesNotExist();
    }

    @Test
    void claims_of_dead_workers_are_recovered_and_those_of_living_ones_are_not() throws IOException {
        try (Inbox living = Inbox.open(folder, "living");
                Inbox other = Inbox.open(folder, "other")) {
            living.claim(write("a.json", "{}"));
            Path dead = Files.createDirectories(folder.resolve(".work/dead"));
            Files.writeString(dead.resolve("0123456789ab__b.json"), "{}");

            List<Claim> taken = other.recoverClaims();

            assertThat(taken).extracting(Claim::name).containsExactly("b.json");
            assertThat(taken).extracting(Claim::id).containsExactly("0123456789ab");
            assertThat(dead).doesNotExist();
        }
    }

    @Test
    void an_event_with_the_longest_file_name_is_claimed_and_completed() throws IOException {
        String name = "n".repeat(250) + ".json";
        try (Inbox inbox = Inbox.open(folder, "w")) {
            Claim claim = inbox.claim(write(name, "{}")).orElseThrow();
            inbox.complete(claim);
        }
        assertThat(files(".done")).containsExactly(name);
    }

    private Path write(String name, String content) {
        try {
            return Files.write(folder.resolve(name), content.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private List<String> files(String sub) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve(sub))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
