package io.runfolio.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.TestWorkspace;
import io.runfolio.cli.RunfolioCommand;
import io.runfolio.files.DurableFiles;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events and orders are refused while a volume is missing. */
class UnmountedVolumeIT {
    @TempDir
    Path folder;

    @Test
    void an_event_over_http_is_not_written_into_an_inbox_without_its_marker() throws Exception {
        try (LiveApi api = new LiveApi(folder)) {
            Path away = away(api.testWorkspace.inbox);
            assertRefused(event(api, "one"), "inbox");
            assertThat(api.testWorkspace.inbox).doesNotExist();
            Files.createDirectory(api.testWorkspace.inbox);
            assertRefused(event(api, "one"), "inbox");
            assertThat(api.testWorkspace.inbox).isEmptyDirectory();
            Files.delete(api.testWorkspace.inbox);
            Files.move(away, api.testWorkspace.inbox);
            assertThat(event(api, "one").statusCode()).isEqualTo(202);
        }
    }

    @Test
    void an_order_is_not_written_into_another_folder_than_the_first_order() throws Exception {
        try (LiveApi api = new LiveApi(folder)) {
            api.testWorkspace.sampleTemplates();
            Path orders = folder.resolve("orders");
            HttpResponse<byte[]> first = order(api);
            assertThat(first.statusCode()).isEqualTo(201);
            Path away = away(orders);
            Files.createDirectory(orders);
            assertRefused(order(api), "orders");
            assertThat(orders).isEmptyDirectory();
            Files.delete(orders);
            assertRefused(order(api), "orders");
            assertThat(orders).doesNotExist();
            Files.move(away, orders);
            assertThat(order(api).statusCode()).isEqualTo(201);
        }
    }

    @Test
    void demo_and_corpus_refuse_to_begin_where_the_outputs_folder_is_gone() throws Exception {
        Path into = folder.resolve("demo");
        assertThat(RunfolioCommand.execute("demo", "--into", into + "")).isZero();
        DurableFiles.deleteTree(into.resolve("outputs"));
        long before = waiting(into.resolve("inbox"));
        assertThat(RunfolioCommand.execute("demo", "--into", into + "")).isEqualTo(4);
        assertThat(waiting(into.resolve("inbox"))).isEqualTo(before);

        Path media = Files.createDirectory(folder.resolve("pictures"));
        Files.copy(new TestWorkspace(folder).writePicture("a.png", 60, 40, 1), media.resolve("a.png"));
        assertThat(RunfolioCommand.execute("corpus", media + "", "--into", into + ""))
                .isEqualTo(4);
        assertThat(waiting(into.resolve("inbox"))).isEqualTo(before);
    }

    private static void assertRefused(HttpResponse<byte[]> answer, String root) {
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(new String(answer.body(), java.nio.charset.StandardCharsets.UTF_8))
                .contains("The volume of the " + root + " folder is missing or another one", "nothing was written");
    }

    private static HttpResponse<byte[]> event(LiveApi api, String key) {
        return api.post(
                "/v1/events", "{\"status\":\"succeeded\",\"model_key\":\"m\",\"idempotency_key\":\"" + key + "\"}");
    }

    private static HttpResponse<byte[]> order(LiveApi api) {
        return api.post("/v1/runs", "{\"templateId\":\"poster\",\"intake\":{\"prompt\":\"A lighthouse\"}}");
    }

    private Path away(Path root) throws IOException {
        return Files.move(root, folder.resolve("away-" + root.getFileName()));
    }

    private static long waiting(Path inbox) throws IOException {
        try (Stream<Path> files = Files.list(inbox)) {
            return files.filter(file -> file.toString().endsWith(".json")).count();
        }
    }
}
