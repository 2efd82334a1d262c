package io.runfolio.trace;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.runfolio.TestPorts;
import io.runfolio.TestWorkspace;
import io.runfolio.WorkerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests a real worker with a receiver that is nothing but an HTTP server. What is sent is looked at byte for byte, not
 * with the code that sent it.
 */
class OtlpTracingIT {
    @TempDir
    Path folder;

    private TestWorkspace testWorkspace;

    @BeforeEach
    void event() {
        testWorkspace = new TestWorkspace(folder);
        testWorkspace.writePicture("secretname.png", 64, 48, 1);
        testWorkspace.drop(
                "secretevent.json",
                TestWorkspace.event("secretkey", "succeeded", "secretname.png").replace("a disc", "secretprompt"));
        testWorkspace.drop("secretbroken.json", "{\"status\":\"secretstatus\",\"model_key\":7}");
    }

    private int drain(List<String> prefix, String... settings) {
        String[] arguments = Stream.concat(
                        Stream.of("worker", "--drain", "--set", "runfolio.min-free=1MiB"),
                        Stream.of(settings).flatMap(setting -> Stream.of("--set", setting)))
                .toArray(String[]::new);
        return WorkerProcess.start(prefix, testWorkspace, arguments).waitFor();
    }

    private String log() throws IOException {
        return Files.readString(testWorkspace.root.resolve("worker.log"));
    }

    @Test
    void a_collector_gets_the_spans_of_a_run_by_route_and_no_word_of_the_event() throws Exception {
        List<String> bodies = new CopyOnWriteArrayList<>();
        HttpServer collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/v1/traces", exchange -> {
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
            exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        collector.start();
        try {
            int code = drain(
                    List.of(),
                    "runfolio.traces.enabled=true",
                    "runfolio.traces.service=studio",
                    "runfolio.traces.endpoint=http://127.0.0.1:"
                            + collector.getAddress().getPort());
            assertThat(code).isEqualTo(3);
        } finally {
            collector.stop(0);
        }
        String sent = bodies.stream().collect(Collectors.joining());
        assertThat(sent)
                .contains("studio", "camel.route.id")
                .contains("runfolio-run", "runfolio-attempt", "runfolio-bundle", "runfolio-image", "runfolio-index");
        assertThat(sent).doesNotContain("secret").doesNotContain(folder.toString());
        assertThat(log()).doesNotContain("accepts no spans");
    }

    @Test
    void a_collector_that_is_down_costs_one_line_of_the_log() throws Exception {
        int nobody = TestPorts.free();
        int code = drain(List.of(), "runfolio.http.traces=true", "runfolio.traces.endpoint=http://127.0.0.1:" + nobody);
        assertThat(code).isEqualTo(3);
        assertThat(testWorkspace.bundles()).hasSize(1);
        assertThat(log().lines().filter(line -> line.contains("accepts no spans")))
                .hasSize(1);
        assertThat(log()).doesNotContain("ConnectException").doesNotContain("SEVERE");
    }

    @Test
    void without_the_switch_none_of_its_classes_is_loaded() throws Exception {
        Path loaded = testWorkspace.root.resolve("loaded.txt");
        assertThat(drain(List.of("env", "JAVA_TOOL_OPTIONS=-Xlog:class+load:file=" + loaded)))
                .isEqualTo(3);
        assertThat(Files.readString(loaded))
                .contains("io.runfolio.cli.process.WorkerMain")
                .doesNotContain("io.opentelemetry.sdk", "io.opentelemetry.exporter", "io.runfolio.flow.trace");
    }
}
