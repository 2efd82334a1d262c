package io.runfolio.coordination.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runfolio.files.StorageException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Tables of other versions. */
class SchemaIT {
    private final String url = TestServer.newSchema();

    private void createVersionOne() throws Exception {
        byte[] script =
                Schema.class.getResourceAsStream("/db/coordination/1.sql").readAllBytes();
        TestServer.execute(url, new String(script, StandardCharsets.UTF_8));
        TestServer.execute(url, "CREATE TABLE runfolio_coordination (version integer NOT NULL)");
        TestServer.execute(url, "INSERT INTO runfolio_coordination VALUES (1)");
    }

    @Test
    void tables_of_the_first_version_get_the_new_ones_and_keep_their_rows() throws Exception {
        createVersionOne();
        TestServer.execute(url, "INSERT INTO runfolio_run_ids (run_id, owner) VALUES ('kept', 'w')");
        try (PostgresBackend backend = new PostgresBackend(TestServer.settings(url, "1s"))) {
            assertThat(backend.runIds().all()).hasSize(1);
            assertThat(backend.tasks("w").orElseThrow().countOpen("job")).isZero();
        }
        assertThat(TestServer.rows(url, "SELECT version FROM runfolio_coordination"))
                .containsExactly(String.valueOf(Schema.VERSION));
    }

    @Test
    void tables_of_a_newer_version_are_left_as_they_are() throws Exception {
        createVersionOne();
        TestServer.execute(url, "UPDATE runfolio_coordination SET version = 99");
        try (PostgresBackend backend = new PostgresBackend(TestServer.settings(url, "1s"))) {
            assertThatThrownBy(() -> backend.runIds().all())
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("newer version");
        }
        assertThat(TestServer.rows(url, "SELECT version FROM runfolio_coordination"))
                .containsExactly("99");
    }
}
