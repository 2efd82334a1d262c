package io.runfolio.api.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runfolio.api.ApiException;
import io.runfolio.api.Scope;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Contract of every implementation of {@link TokenStore}; each has a subclass. */
public abstract class TokenStoreContract {
    private static final Set<Scope> SCOPES = EnumSet.of(Scope.READ, Scope.SHARE);
    private static final int PROCESSES = 6;

    @TempDir
    protected Path folder;

    /** Opens the tokens as another process does. */
    protected abstract TokenStore open();

    private List<String> names() {
        return open().list().stream().map(Tokens.StoredToken::name).toList();
    }

    @Test
    void a_token_of_one_process_is_known_to_the_other_until_either_revokes_it() {
        TokenStore a = open();
        TokenStore b = open();
        assertThat(b.list()).isEmpty();
        String token = a.create("ada", SCOPES);
        a.create("bob", SCOPES);
        assertThat(token).matches("rf_[A-Za-z0-9_-]{43}");
        assertThat(b.list()).hasSize(2);
        assertThat(b.list().get(0).sha256()).isEqualTo(Tokens.sha256(token));
        assertThat(b.list().get(0).scopes()).isEqualTo(SCOPES);
        assertThat(b.revoke("ada")).isTrue();
        assertThat(a.revoke("ada")).isFalse();
        assertThat(a.revoke("eve")).isFalse();
        assertThat(names()).containsExactly("bob");
    }

    @Test
    void a_name_is_free_again_after_its_token_was_revoked() {
        TokenStore store = open();
        String first = store.create("ada", SCOPES);
        assertThatThrownBy(() -> store.create("ada", SCOPES))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("A token ada exists");
        store.revoke("ada");
        String second = store.create("ada", SCOPES);
        assertThat(open().list())
                .extracting(Tokens.StoredToken::sha256)
                .containsExactly(Tokens.sha256(second))
                .doesNotContain(Tokens.sha256(first));
    }

    @Test
    void of_several_processes_that_create_the_first_token_one_gets_it() throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        List<CompletableFuture<Optional<String>>> all = IntStream.range(0, PROCESSES)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> {
                    TokenStore store = open();
                    await(start);
                    return store.createFirst("first", SCOPES);
                }))
                .toList();
        start.countDown();
        List<String> made = all.stream()
                .map(CompletableFuture::join)
                .flatMap(Optional::stream)
                .toList();
        assertThat(made).hasSize(1);
        assertThat(open().list()).extracting(Tokens.StoredToken::sha256).containsExactly(Tokens.sha256(made.get(0)));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void no_first_token_is_created_where_all_were_revoked() {
        open().create("ada", SCOPES);
        open().revoke("ada");
        assertThat(open().createFirst("first", SCOPES)).isEmpty();
        assertThat(names()).isEmpty();
    }
}
