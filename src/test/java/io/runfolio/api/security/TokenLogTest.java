package io.runfolio.api.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runfolio.TestWorkspace;
import io.runfolio.api.ApiException;
import io.runfolio.api.Scope;
import io.runfolio.coordination.shared.FileLineLog;
import io.runfolio.coordination.shared.LineLog;
import io.runfolio.files.StorageException;
import io.runfolio.files.lock.Mutex;
import io.runfolio.settings.HttpSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Tokens in a log of lines, here in a file. */
class TokenLogTest extends TokenStoreContract {
    private static final Set<Scope> SCOPES = EnumSet.of(Scope.READ);

    private final ReentrantLock lock = new ReentrantLock();

    @Override
    protected TokenLog open() {
        Mutex mutex = () -> {
            lock.lock();
            return lock::unlock;
        };
        return new TokenLog(listener -> new FileLineLog(lines(), mutex, true, listener), file());
    }

    private Path lines() {
        return folder.resolve("logs").resolve("tokens.jsonl");
    }

    private Path file() {
        return folder.resolve("tokens.json");
    }

    private HttpSettings http(String... settings) {
        return new TestWorkspace(folder).settings(settings).http();
    }

    @Test
    void tokens_of_a_file_are_imported_once_ever() throws IOException {
        TokenFile file = new TokenFile(file());
        String ada = file.create("ada", SCOPES);
        String bob = file.create("bob", SCOPES);
        open().importFile();
        TokenLog log = open();
        assertThat(log.tokens().caller(ada)).isPresent();
        assertThat(log.tokens().caller(bob)).isPresent();

        assertThat(log.revoke("ada")).isTrue();
        open().importFile();
        assertThat(log.tokens().caller(ada)).as("it stays revoked").isEmpty();
        log.create("carl", SCOPES);
        String other = file.create("carl", SCOPES);
        String eve = file.create("eve", SCOPES);
        open().importFile();
        assertThat(log.tokens().caller(other)).as("the name is taken").isEmpty();
        assertThat(log.tokens().caller(eve)).isPresent();
        assertThat(open().createFirst("first", SCOPES)).isEmpty();
        assertThat(Files.readString(lines())).doesNotContain(ada, bob, eve);
    }

    @Test
    void a_first_token_is_not_created_beside_those_of_a_file() {
        new TokenFile(file()).create("ada", SCOPES);
        assertThat(open().createFirst("first", SCOPES)).isEmpty();
        assertThat(open().list()).extracting(Tokens.StoredToken::name).containsExactly("ada");
    }

    @Test
    void a_line_that_cannot_be_read_authorizes_nobody_until_it_is_gone() throws IOException {
        TokenLog log = open();
        String token = log.create("ada", SCOPES);
        byte[] before = Files.readAllBytes(lines());
        for (String line : List.of(
                "no JSON",
                "{}",
                "{\"revoked\":\"unknown\"}",
                "{\"name\":\"x\",\"scopes\":[\"all\"],\"sha256\":\"" + "0".repeat(64) + "\"}")) {
            Files.writeString(lines(), line + "\n", StandardOpenOption.APPEND);
            assertThat(log.tokens().caller(token)).as(line).isEmpty();
            assertThat(log.tokens().areRequired()).isTrue();
            assertThatThrownBy(() -> log.revoke("ada")).hasMessageContaining("cannot be read");
            assertThatThrownBy(() -> log.create("eve", SCOPES)).hasMessageContaining("cannot be read");
            assertThatThrownBy(log::list).hasMessageContaining("cannot be read");
            assertThat(open().createFirst("first", SCOPES)).isEmpty();
            Files.write(lines(), before);
            assertThat(open().tokens().caller(token)).isPresent();
            assertThat(log.tokens().caller(token)).isPresent();
        }
    }

    @Test
    void tokens_that_were_required_once_are_required_also_where_the_log_is_lost() throws IOException {
        SharedTokens tokens = SharedTokens.of(http(), open());
        assertThat(tokens.areRequired()).isFalse();
        String token = open().create("ada", SCOPES);
        assertThat(tokens.get().caller(token)).isPresent();
        Files.delete(lines());
        assertThat(tokens.get().areRequired()).isTrue();
        assertThat(tokens.get().caller(token)).isEmpty();
        assertThat(tokens.areKnownToBeRequired()).isTrue();
    }

    @Test
    void no_server_listens_on_the_network_without_a_token() {
        HttpSettings network = http("runfolio.http.host", "0.0.0.0");
        assertThatThrownBy(() -> SharedTokens.of(network, open()))
                .isInstanceOf(ServerBindException.class)
                .hasMessageContaining("runfolio token create");
        open().create("ada", SCOPES);
        assertThat(SharedTokens.of(network, open()).areKnownToBeRequired()).isTrue();
    }

    /** A log that can be cut off. */
    private static final class Cut implements LineLog {
        private final LineLog log;
        private boolean isCut;

        Cut(LineLog log) {
            this.log = log;
        }

        private LineLog reached() {
            if (isCut) {
                throw new StorageException("cut off", null);
            }
            return log;
        }

        @Override
        public <T> T query(Supplier<T> question) {
            return reached().query(question);
        }

        @Override
        public int append(Supplier<List<String>> lines) {
            return reached().append(lines);
        }

        @Override
        public void rewrite(UnaryOperator<List<String>> rewriting) {
            reached().rewrite(rewriting);
        }
    }

    @Test
    void tokens_that_cannot_be_looked_up_are_503_and_still_required() {
        String token = open().create("ada", SCOPES);
        Cut[] cut = new Cut[1];
        SharedTokens tokens = SharedTokens.of(
                http(),
                new TokenLog(
                        listener -> {
                            Mutex mutex = () -> () -> {};
                            cut[0] = new Cut(new FileLineLog(lines(), mutex, true, listener));
                            return cut[0];
                        },
                        file()));
        assertThat(tokens.get().caller(token)).isPresent();
        cut[0].isCut = true;
        assertThatThrownBy(tokens::get).isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.status())
                .isEqualTo(503));
        assertThat(tokens.areRequired()).isTrue();
        cut[0].isCut = false;
        assertThat(tokens.get().caller(token)).isPresent();
    }
}
