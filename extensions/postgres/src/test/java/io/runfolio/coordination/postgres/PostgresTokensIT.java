package io.runfolio.coordination.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.api.Scope;
import io.runfolio.api.security.TokenLog;
import io.runfolio.api.security.TokenStore;
import io.runfolio.api.security.TokenStoreContract;
import java.util.EnumSet;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PostgresTokensIT extends TokenStoreContract {
    private final String url = TestServer.newSchema();
    private final Queue<PostgresBackend> opened = new ConcurrentLinkedQueue<>();

    @Override
    protected TokenStore open() {
        PostgresBackend backend = new PostgresBackend(TestServer.settings(url, "15s"));
        opened.add(backend);
        return new TokenLog(listener -> backend.sharedRecords().log("tokens", listener), folder.resolve("tokens.json"));
    }

    @AfterEach
    void close() {
        opened.forEach(PostgresBackend::close);
    }

    @Test
    void the_database_has_the_hash_of_a_token_only() {
        String token = open().create("ada", EnumSet.of(Scope.READ));
        assertThat(TestServer.rows(url, "SELECT line FROM runfolio_log_lines"))
                .hasSize(1)
                .noneMatch(line -> line.contains(token) || line.contains(token.substring(3)));
    }
}
