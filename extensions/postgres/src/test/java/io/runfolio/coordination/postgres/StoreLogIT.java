package io.runfolio.coordination.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runfolio.coordination.ClaimLostException;
import io.runfolio.coordination.SealRecord;
import io.runfolio.coordination.log.MediaLog;
import io.runfolio.coordination.log.StoreLog;
import io.runfolio.coordination.log.StoreLog.Change;
import io.runfolio.coordination.log.StoreLog.Ledger;
import io.runfolio.coordination.log.StoreLog.LedgerLine;
import io.runfolio.files.StorageException;
import io.runfolio.run.EventOrigin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The log of an object store, used by two hosts. */
class StoreLogIT {
    private static final String RUN = "2026-03-26/20260326_214512_model";

    private static final String SUM = "a".repeat(64);
    private static final String OTHER = "b".repeat(64);
    private static final int RACES = 100;

    private PostgresBackend first;
    private PostgresBackend second;

    @BeforeEach
    void open() {
        String url = TestServer.newSchema();
        first = new PostgresBackend(TestServer.settings(url, "5s"));
        second = new PostgresBackend(TestServer.settings(url, "5s"));
    }

    @AfterEach
    void close() {
        first.close();
        second.close();
    }

    private void seal(int from, int to) {
        for (int i = from; i < to; i++) {
            first.seals().orElseThrow().adopt(new EventOrigin("event-" + i, "digest"), "run-" + i, "line-" + i);
        }
    }

    @Test
    void a_segment_that_was_left_unfinished_is_written_again_with_the_same_lines() {
        StoreLog log = first.openStoreLog();
        StoreLog other = second.openStoreLog();
        TreeMap<Integer, List<String>> store = new TreeMap<>();
        seal(0, 3);
        assertThatThrownBy(() -> log.publishSegments((number, lines) -> {
                    store.put(number, lines);
                    throw new StorageException("the process ends here", null);
                }))
                .isInstanceOf(StorageException.class);
        List<String> begun = store.get(1);
        seal(3, 5);

        assertThat(other.publishSegments(store::put)).isEqualTo(5);

        assertThat(store.get(1)).isEqualTo(begun).containsExactly("line-0", "line-1", "line-2");
        assertThat(store.get(2)).containsExactly("line-3", "line-4");
        assertThat(other.publishSegments(store::put)).isZero();
    }

    @Test
    void segments_have_bounds_and_leave_no_line_out() {
        seal(0, StoreLog.MAX_BATCH + 7);
        List<String> lines = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();

        first.openStoreLog().publishSegments((number, segment) -> {
            sizes.add(segment.size());
            lines.addAll(segment);
        });

        assertThat(sizes).containsExactly(StoreLog.MAX_BATCH, 7);
        assertThat(lines)
                .isEqualTo(IntStream.range(0, StoreLog.MAX_BATCH + 7)
                        .mapToObj(i -> "line-" + i)
                        .toList());
    }

    @Test
    void of_two_writers_of_a_position_one_is_refused() throws Exception {
        StoreLog log = first.openStoreLog();
        StoreLog other = second.openStoreLog();
        CyclicBarrier barrier = new CyclicBarrier(2);
        AtomicInteger refused = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<?>> writers = new ArrayList<>();
            for (StoreLog writer : List.of(log, other)) {
                writers.add(threads.submit(() -> {
                    barrier.await();
                    try {
                        writer.appendLedger(RUN, 0, List.of(writer == log ? "a" : "b", "c"));
                    } catch (StorageException e) {
                        refused.incrementAndGet();
                    }
                    return null;
                }));
            }
            for (Future<?> writer : writers) {
                writer.get();
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(refused).hasValue(1);
        assertThat(other.ledger(RUN)).hasSize(2).endsWith("c");
        assertThat(other.changes(0)).containsExactly(new Change(1, RUN));
        log.appendLedger(RUN, 2, List.of("d"));
        assertThat(other.changes(1)).containsExactly(new Change(2, RUN));
    }

    @Test
    void a_second_run_of_an_event_is_not_sealed() {
        EventOrigin event = new EventOrigin("event", "digest");
        first.openStoreLog().seal(event, "run-1", "line-1");
        first.openStoreLog().seal(event, "run-1", "line-1");

        assertThatThrownBy(() -> second.openStoreLog().seal(event, "run-2", "line-2"))
                .isInstanceOf(ClaimLostException.class)
                .hasMessageContaining("run-1");

        assertThat(second.openStoreLog().seals(0))
                .extracting(numbered -> numbered.seal().runId())
                .containsExactly("run-1");
    }

    @Test
    void a_bundle_from_elsewhere_is_sealed_with_its_ledger_or_not_at_all() {
        StoreLog log = first.openStoreLog();
        SealRecord seal = new SealRecord(Optional.of(new EventOrigin("event", "digest")), 3, "run-1", "line-1", false);
        Ledger ledger = new Ledger(RUN, List.of("a", "b"));
        assertThatThrownBy(() -> log.install(seal, ledger))
                .as("its objects were removed, or never sent")
                .isInstanceOf(StorageException.class);
        assertThat(log.ledger(RUN)).isEmpty();

        log.media().use("run-1", List.of(SUM));
        assertThat(log.install(seal, ledger)).isTrue();
        assertThat(second.openStoreLog().install(seal, new Ledger(RUN, List.of("other"))))
                .isFalse();

        assertThat(second.openStoreLog().seals(0)).singleElement().satisfies(numbered -> assertThat(numbered.seal())
                .isEqualTo(seal));
        assertThat(second.openStoreLog().ledger(RUN)).containsExactly("a", "b");
        assertThat(log.unstoredLines()).hasSize(2);
        assertThat(log.media().sweep("run-1")).isFalse();
        log.media().use("run-2", List.of(SUM));
        assertThatThrownBy(() -> log.install(
                        new SealRecord(seal.event(), 0, "run-2", "line-2", false), new Ledger("x", List.of())))
                .isInstanceOf(ClaimLostException.class);
    }

    @Test
    void bundles_that_come_from_no_event_have_seals_beside_each_other() {
        StoreLog log = first.openStoreLog();
        for (String run : List.of("run-1", "run-2")) {
            log.media().use(run, List.of());
            log.install(new SealRecord(Optional.empty(), 0, run, "line of " + run, false), new Ledger(run, List.of()));
        }

        assertThat(second.openStoreLog().seals(0))
                .extracting(numbered -> numbered.seal().event())
                .containsExactly(Optional.empty(), Optional.empty());
    }

    @Test
    void an_import_whose_media_or_objects_were_swept_is_not_sealed() {
        StoreLog log = first.openStoreLog();
        SealRecord seal = new SealRecord(Optional.empty(), 0, "run-1", "line-1", false);
        log.media().use("run-1", List.of(SUM));
        assertThat(second.openStoreLog().media().retire(SUM, 0, Duration.ZERO)).isTrue();
        assertThatThrownBy(() -> log.install(seal, new Ledger(RUN, List.of()))).isInstanceOf(StorageException.class);

        log.media().giveUp("run-1");
        log.media().use("run-1", List.of(SUM));
        assertThat(second.openStoreLog().media().sweep("run-1")).isTrue();
        assertThatThrownBy(() -> log.install(seal, new Ledger(RUN, List.of()))).isInstanceOf(StorageException.class);

        log.media().giveUp("run-1");
        log.media().use("run-1", List.of(SUM));
        assertThat(log.install(seal, new Ledger(RUN, List.of()))).isTrue();
    }

    @Test
    void a_rebuilt_log_has_another_identity_and_its_lines_are_sent_again() {
        StoreLog log = first.openStoreLog();
        log.appendLedger(RUN, 0, List.of("a", "b"));
        List<LedgerLine> lines = log.unstoredLines();
        log.stored(lines);
        assertThat(log.unstoredLines()).isEmpty();
        String identity = log.identity();
        assertThat(second.openStoreLog().identity()).isEqualTo(identity).isNotEmpty();

        log.rebuild(List.of(new StoreLog.Ledger(RUN, List.of("a", "b"))));

        assertThat(log.identity()).isNotEqualTo(identity);
        assertThat(second.openStoreLog().unstoredLines()).isEqualTo(lines);
        assertThat(log.changes(0)).isEmpty();
    }

    private void sealRun(String runId) {
        first.openStoreLog().seal(new EventOrigin("event of " + runId, "digest"), runId, "line");
    }

    @Test
    void content_that_an_attempt_has_come_to_rely_on_lately_is_not_retired() {
        MediaLog media = first.openStoreLog().media();
        assertThat(media.use("run-1", List.of(SUM))).containsExactly(Map.entry(SUM, 0));

        assertThat(media.retire(SUM, 0, Duration.ofHours(1))).isFalse();
        assertThat(media.retire(OTHER, 0, Duration.ofHours(1)))
                .as("no attempt knows it")
                .isTrue();

        sealRun("run-1");
        assertThat(second.openStoreLog().isSealed("run-1")).isTrue();
        assertThat(media.use("run-2", List.of(SUM, OTHER))).isEqualTo(Map.of(SUM, 0, OTHER, 1));
    }

    @Test
    void a_run_whose_media_were_retired_meanwhile_is_not_sealed() {
        MediaLog media = second.openStoreLog().media();
        first.openStoreLog().media().use("run-1", List.of(SUM, OTHER));
        assertThat(media.retire(OTHER, 0, Duration.ZERO)).isTrue();
        assertThat(media.retire(OTHER, 0, Duration.ofDays(1)))
                .as("it is retired already")
                .isTrue();

        assertThatThrownBy(() -> sealRun("run-1"))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("run-1")
                .hasMessageContaining("swept");
        assertThat(media.use("run-2", List.of(OTHER))).containsExactly(Map.entry(OTHER, 1));
        sealRun("run-2");

        assertThat(first.openStoreLog().seals(0))
                .extracting(numbered -> numbered.seal().runId())
                .containsExactly("run-2");
    }

    @Test
    void an_attempt_that_was_swept_is_not_sealed_and_a_sealed_run_is_not_swept() {
        MediaLog media = first.openStoreLog().media();
        media.use("run-1", List.of());
        media.use("run-2", List.of());
        sealRun("run-2");

        assertThat(media.sweep("run-1")).isTrue();
        assertThat(media.sweep("run-2")).isFalse();

        assertThatThrownBy(() -> sealRun("run-1")).isInstanceOf(StorageException.class);
    }

    @Test
    void a_seal_and_a_sweep_at_the_same_time_never_miss_each_other() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            for (int i = 0; i < RACES; i++) {
                String run = "run-" + i;
                String sum = String.format("%064d", i);
                first.openStoreLog().media().use(run, List.of(sum));
                CyclicBarrier barrier = new CyclicBarrier(2);
                Future<Boolean> sealed = threads.submit(() -> {
                    barrier.await();
                    try {
                        sealRun(run);
                        return true;
                    } catch (StorageException e) {
                        return false;
                    }
                });
                Future<Boolean> isFound = threads.submit(() -> {
                    barrier.await();
                    assertThat(second.openStoreLog().media().retire(sum, 0, Duration.ZERO))
                            .isTrue();
                    return second.openStoreLog().isSealed(run);
                });
                assertThat(isFound.get()).as(run).isEqualTo(sealed.get());
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
