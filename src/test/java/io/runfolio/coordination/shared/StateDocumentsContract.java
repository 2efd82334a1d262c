package io.runfolio.coordination.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.coordination.shared.StateDocuments.Document;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Contract of every implementation of {@link StateDocuments}; each has a subclass. */
public abstract class StateDocumentsContract {
    protected static final List<String> STATES = List.of("new", "taken", "dropped");
    private static final int PROCESSES = 6;

    /** Opens the documents as another process does. */
    protected abstract StateDocuments open();

    @Test
    void a_document_of_one_process_is_found_by_the_other_and_never_replaced() {
        StateDocuments a = open();
        StateDocuments b = open();
        assertThat(b.find("one")).isEmpty();
        assertThat(a.add("one", "{\"a\": \"é 🦊\"}\n")).isEqualTo(new Document("new", "{\"a\": \"é 🦊\"}\n"));
        assertThat(b.find("one")).contains(new Document("new", "{\"a\": \"é 🦊\"}\n"));
        assertThat(b.add("one", "other").text()).contains("🦊");
        assertThat(b.find("two")).isEmpty();
    }

    @Test
    void a_document_moves_from_the_state_that_it_is_in_only() {
        StateDocuments a = open();
        StateDocuments b = open();
        a.add("one", "text");
        assertThat(b.move("one", "taken", "new")).isFalse();
        assertThat(b.move("one", "new", "taken")).isTrue();
        assertThat(a.move("one", "new", "dropped")).isFalse();
        assertThat(a.find("one")).contains(new Document("taken", "text"));
        assertThat(a.add("one", "again")).isEqualTo(new Document("taken", "text"));
        assertThat(a.move("one", "taken", "new")).isTrue();
        assertThat(b.move("one", "new", "dropped")).isTrue();
        assertThat(a.find("one")).contains(new Document("dropped", "text"));
        assertThat(a.move("none", "new", "taken")).isFalse();
    }

    @Test
    void ids_of_a_state_come_up_to_their_limit() {
        StateDocuments documents = open();
        assertThat(documents.ids("new", 10)).isEmpty();
        assertThat(documents.ids("taken", 10)).isEmpty();
        List.of("b", "a", "c").forEach(id -> documents.add(id, id));
        documents.move("a", "new", "taken");
        assertThat(documents.ids("new", 10)).containsExactlyInAnyOrder("b", "c");
        assertThat(documents.ids("new", 1)).hasSize(1);
        assertThat(documents.ids("taken", 10)).containsExactly("a");
        assertThat(documents.ids("dropped", 10)).isEmpty();
    }

    @Test
    void of_several_that_move_or_add_a_document_one_does() {
        open().add("one", "text");
        assertThat(countWinners(documents -> documents.move("one", "new", "taken")))
                .isEqualTo(1);
        open().add("two", "text");
        assertThat(countWinners(documents -> documents.move("two", "new", "taken"))
                        + countWinners(documents -> documents.move("two", "new", "dropped")))
                .isEqualTo(1);
        StateDocuments last = open();
        countWinners(documents -> documents.add("three", "by " + documents) != null);
        assertThat(last.ids("new", 10)).containsExactly("three");
    }

    private long countWinners(Predicate<StateDocuments> attempt) {
        CountDownLatch start = new CountDownLatch(1);
        List<CompletableFuture<Boolean>> all = IntStream.range(0, PROCESSES)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> {
                    StateDocuments documents = open();
                    await(start);
                    return attempt.test(documents);
                }))
                .toList();
        start.countDown();
        return all.stream().filter(CompletableFuture::join).count();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
