package io.runfolio.hooks.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.runfolio.fetch.StatusClient;
import io.runfolio.hooks.adapter.ProviderAdapter;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.wiring.Backends;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A watcher and a server that answers as ComfyUI does. */
class ComfyWatcherTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> LOCAL = List.of("127.0.0.1");

    @TempDir
    Path folder;

    private final ConcurrentLinkedQueue<JsonNode> events = new ConcurrentLinkedQueue<>();
    private ComfyServer server;
    private StatusClient client;
    private ProviderAdapter adapter;

    @BeforeEach
    void start() throws IOException {
        server = new ComfyServer();
        client = new StatusClient(new StatusClient.Rules(LOCAL, "test", true), LOCAL, 1, 1 << 24);
        adapter = Backends.adapters(RunfolioSettings.from(Map.of()))
                .find("comfyui")
                .orElseThrow();
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private ComfyWatcher watcher(Path outputs) {
        return new ComfyWatcher(
                server.url(),
                Optional.ofNullable(outputs),
                folder.resolve("watch/known.txt"),
                adapter,
                client,
                (event, name) -> events.add(read(event)),
                Clock.systemUTC());
    }

    private static JsonNode read(byte[] event) {
        try {
            return JSON.readTree(event);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> keys() {
        return events.stream()
                .map(event -> event.get("idempotency_key").asText())
                .toList();
    }

    @Test
    void each_finished_prompt_becomes_one_event() throws IOException {
        server.succeed("p1", "a.png", "day 1/b.png");
        server.fail("p2", "out of memory");
        ComfyWatcher watcher = watcher(null);
        assertThat(watcher.round()).isEqualTo(2);
        assertThat(watcher.round()).isZero();
        assertThat(keys()).containsExactly("comfyui:p1", "comfyui:p2");
        JsonNode first = events.poll();
        assertThat(first.at("/status").asText()).isEqualTo("succeeded");
        assertThat(first.at("/prompts/raw").asText()).isEqualTo("a harbour at dawn");
        assertThat(first.at("/options/seed").asInt()).isEqualTo(42);
        assertThat(first.at("/outputs/1/source_url").asText())
                .isEqualTo(server.url() + "/view?filename=b.png&subfolder=day%201&type=output");
        JsonNode second = events.poll();
        assertThat(second.at("/status").asText()).isEqualTo("failed");
        assertThat(second.at("/errors/0").asText()).isEqualTo("out of memory");
    }

    @Test
    void files_in_the_output_folder_are_named_by_their_path() throws IOException {
        server.succeed("p1", "day 1/b.png", "../../etc/secret.png");
        watcher(folder.resolve("output")).round();
        JsonNode outputs = events.poll().get("outputs");
        assertThat(outputs.at("/0/source_path").asText())
                .isEqualTo(folder.resolve("output/day 1/b.png").toString());
        assertThat(outputs.at("/1").has("source_path")).isFalse();
    }

    @Test
    void a_watcher_that_starts_again_goes_on_where_it_was() throws IOException {
        server.succeed("p1", "a.png");
        watcher(null).round();
        server.succeed("p2", "b.png");
        watcher(null).round();
        assertThat(keys()).containsExactly("comfyui:p1", "comfyui:p2");
    }

    @Test
    void an_event_that_was_submitted_before_a_kill_is_the_same_again() throws IOException {
        server.succeed("p1", "a.png");
        watcher(null).round();
        Files.delete(folder.resolve("watch/known.txt"));
        watcher(null).round();
        assertThat(events).hasSize(2);
        assertThat(events.poll()).isEqualTo(events.poll());
    }

    @Test
    void prompts_that_cannot_be_submitted_are_tried_again() throws IOException {
        server.succeed("p1", "a.png");
        ComfyWatcher failing = new ComfyWatcher(
                server.url(),
                Optional.empty(),
                folder.resolve("watch/known.txt"),
                adapter,
                client,
                (event, name) -> {
                    throw new IllegalStateException("disk full");
                },
                Clock.systemUTC());
        assertThatThrownBy(failing::round).hasMessage("disk full");
        watcher(null).round();
        assertThat(keys()).containsExactly("comfyui:p1");
    }

    @Test
    void a_longer_history_is_read_when_a_whole_page_is_new() throws IOException {
        ComfyWatcher watcher = watcher(null);
        server.succeed("first", "a.png");
        watcher.round();
        IntStream.range(0, 150).forEach(i -> server.succeed("p" + i, i + ".png"));
        server.requests.clear();
        assertThat(watcher.round()).isEqualTo(150);
        assertThat(server.requests).containsExactly("/history?max_items=64", "/history?max_items=1000");
        assertThat(keys()).hasSize(151).doesNotHaveDuplicates().endsWith("comfyui:p149");
    }

    @Test
    void prompts_before_the_first_start_can_be_left_out() throws IOException {
        server.succeed("old", "a.png");
        WatchLoop first = new WatchLoop(watcher(null), true, Duration.ofSeconds(1));
        assertThat(first.once()).isZero();
        server.succeed("while it was off", "b.png");
        assertThat(new WatchLoop(watcher(null), true, Duration.ofSeconds(1)).once())
                .isOne();
    }

    @Test
    void a_server_that_restarts_is_watched_again() throws Exception {
        WatchLoop loop = new WatchLoop(watcher(null), false, Duration.ofMillis(20));
        CompletableFuture<Long> submitted = CompletableFuture.supplyAsync(() -> {
            try {
                return loop.run();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        server.succeed("p1", "a.png");
        await().until(() -> events.size() == 1);
        server.stop();
        int before = server.requests.size();
        server.restart();
        server.succeed("p2", "a.png");
        await().until(() -> events.size() == 2);
        assertThat(server.requests.size()).isGreaterThan(before);
        loop.stop();
        assertThat(submitted.get()).isEqualTo(2);
        assertThat(keys()).containsExactly("comfyui:p1", "comfyui:p2");
    }

    @Test
    void a_server_that_is_not_comfyui_is_named() throws IOException {
        server.stop();
        assertThatThrownBy(() -> watcher(null).round()).isInstanceOf(IOException.class);
    }
}
