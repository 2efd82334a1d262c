package io.runfolio.coordination.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.files.Checksums;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Contract of every implementation of {@link SessionStore}; each has a subclass. */
public abstract class SessionStoreContract {
    private static final String ADA = Checksums.sha256("ada");
    private static final String BOB = Checksums.sha256("bob");
    private static final Duration LIFE = Duration.ofHours(12);

    /** Returns the sessions as another server has them. */
    protected abstract SessionStore open();

    /** Lets time pass by the clock that the sessions end by. */
    protected abstract void pass(Duration time);

    private static String id(int number) {
        return Checksums.sha256("session " + number);
    }

    private static List<Integer> alive(SessionStore store, int count) {
        return IntStream.range(0, count)
                .filter(i -> store.token(id(i)).isPresent())
                .boxed()
                .toList();
    }

    @Test
    void a_session_is_known_to_all_servers_until_one_of_them_closes_it() {
        SessionStore a = open();
        SessionStore b = open();
        a.open(id(1), ADA, LIFE);
        assertThat(a.token(id(1))).contains(ADA);
        assertThat(b.token(id(1))).contains(ADA);
        assertThat(b.token(id(2))).isEmpty();

        b.close(id(1));
        assertThat(a.token(id(1))).isEmpty();
        assertThat(b.token(id(1))).isEmpty();
        a.close(id(1));
        a.open(id(1), BOB, LIFE);
        assertThat(b.token(id(1))).contains(BOB);
    }

    @Test
    void a_session_ends_after_its_life_and_not_before() {
        SessionStore store = open();
        store.open(id(1), ADA, LIFE);
        pass(LIFE.minusMinutes(1));
        assertThat(store.token(id(1))).contains(ADA);
        store.open(id(2), ADA, LIFE);
        pass(Duration.ofMinutes(1));
        assertThat(store.token(id(1))).isEmpty();
        assertThat(store.token(id(2))).contains(ADA);
    }

    @Test
    void beyond_the_limit_of_a_token_its_oldest_session_ends_and_those_of_others_do_not() {
        SessionStore a = open();
        SessionStore b = open();
        String bobs = Checksums.sha256("bob's session");
        a.open(bobs, BOB, LIFE);
        for (int i = 0; i < SessionStore.MAX_PER_TOKEN + 3; i++) {
            (i % 2 == 0 ? a : b).open(id(i), ADA, LIFE);
        }
        assertThat(alive(b, SessionStore.MAX_PER_TOKEN + 3))
                .isEqualTo(IntStream.range(3, SessionStore.MAX_PER_TOKEN + 3)
                        .boxed()
                        .toList());
        assertThat(b.token(bobs)).contains(BOB);
    }

    @Test
    void parallel_opens_on_all_servers_do_not_exceed_the_limit_of_a_token() {
        List<SessionStore> stores = List.of(open(), open());
        Stream<CompletableFuture<Void>> all = IntStream.range(0, 2 * SessionStore.MAX_PER_TOKEN)
                .mapToObj(
                        i -> CompletableFuture.runAsync(() -> stores.get(i % 2).open(id(i), ADA, LIFE)));
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
        assertThat(alive(open(), 2 * SessionStore.MAX_PER_TOKEN)).hasSize(SessionStore.MAX_PER_TOKEN);
    }

    @Test
    void beyond_the_limit_of_all_tokens_the_oldest_session_ends() {
        SessionStore store = open();
        for (int i = 0; i <= SessionStore.MAX_SESSIONS; i++) {
            store.open(id(i), Checksums.sha256("token " + i / 10), LIFE);
        }
        assertThat(store.token(id(0))).isEmpty();
        assertThat(alive(store, SessionStore.MAX_SESSIONS + 1)).hasSize(SessionStore.MAX_SESSIONS);
    }

    @Test
    void sessions_that_have_ended_take_no_place() {
        SessionStore store = open();
        store.open(id(0), ADA, LIFE);
        store.open(id(1), ADA, LIFE.plusHours(1));
        pass(LIFE);
        for (int i = 2; i <= SessionStore.MAX_PER_TOKEN; i++) {
            store.open(id(i), ADA, LIFE);
        }
        assertThat(alive(store, SessionStore.MAX_PER_TOKEN + 1)).hasSize(SessionStore.MAX_PER_TOKEN);
    }

    @Test
    void all_sessions_of_a_token_end_together() {
        SessionStore a = open();
        SessionStore b = open();
        a.open(id(0), ADA, LIFE);
        b.open(id(1), ADA, LIFE);
        a.open(id(2), BOB, LIFE);
        b.closeAll(ADA);
        b.closeAll(ADA);
        assertThat(alive(a, 3)).containsExactly(2);
    }
}
