package io.runfolio.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.TestWorkspace;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Idle, slow and long-lived clients. */
class SlowClientsIT {
    private static final long HUGE = 5L << 30;

    @TempDir
    Path folder;

    private LiveApi api;

    @BeforeEach
    void start() throws Exception {
        api = new LiveApi(folder, "runfolio.http.idle-timeout", "1s");
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void a_client_that_does_not_finish_its_request_is_disconnected() throws IOException {
        for (String begun : new String[] {
            "",
            "GET /v1/health HTTP/1.1\r\nHost: localhost\r\n",
            "POST /v1/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                    + "100\r\n\r\n{"
        }) {
            try (Socket socket = new Socket("127.0.0.1", api.port())) {
                socket.setSoTimeout((int) LiveApi.SOON.toMillis());
                socket.getOutputStream().write(begun.getBytes(StandardCharsets.ISO_8859_1));
                // ends, where it would otherwise run into the socket's time limit
                assertThat(socket.getInputStream().readAllBytes()).isEmpty();
            }
        }
        assertThat(api.get("/v1/health").statusCode()).isEqualTo(200);
    }

    @Test
    void a_feed_without_changes_stays_open() throws Exception {
        HttpResponse<java.io.InputStream> feed =
                api.client.send(api.builder("/v1/changes").build(), HttpResponse.BodyHandlers.ofInputStream());
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(feed.body(), StandardCharsets.UTF_8))) {
            int comments = 0;
            while (comments < 5) {
                String line = lines.readLine();
                assertThat(line).as("the feed goes on").isNotNull();
                comments += line.equals(":") ? 1 : 0;
            }
        }
    }

    @Test
    void pipelined_requests_are_answered_in_order() throws IOException {
        StringBuilder requests = new StringBuilder();
        List<String> keys = IntStream.range(0, 300).mapToObj(i -> "key" + i).toList();
        for (String key : keys) {
            String body = "{\"" + key + "\":1}";
            requests.append(
                    key.endsWith("0")
                            ? "POST /v1/decisions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                    + "Content-Length: " + body.length() + "\r\n\r\n" + body
                            : "GET /v1/artifacts?" + key + "=1 HTTP/1.1\r\nHost: localhost\r\n\r\n");
        }
        requests.append("GET /v1/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        String answers = api.raw(requests.toString());
        List<String> named = Pattern.compile("(key\\d+) is not known")
                .matcher(answers)
                .results()
                .map(found -> found.group(1))
                .distinct()
                .toList();
        assertThat(named).isEqualTo(keys);
        assertThat(answers).contains("\"status\":\"up\"");
    }

    @Test
    void a_slow_client_gets_the_whole_of_a_large_file() throws Exception {
        api.bundle("failed", TestWorkspace.event("failed", "failed"), 1);
        Path bundle = api.testWorkspace.bundles().get(0);
        int size = 24 << 20;
        try (RandomAccessFile file =
                new RandomAccessFile(bundle.resolve("logs").resolve("large.bin").toFile(), "rw")) {
            file.setLength(size);
        }
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(4096);
            socket.connect(new InetSocketAddress("127.0.0.1", api.port()));
            socket.setSoTimeout((int) LiveApi.SOON.toMillis());
            String get = "GET /v1/runs/" + bundle.getFileName() + "/files/logs/large.bin HTTP/1.1\r\n"
                    + "Host: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(get.getBytes(StandardCharsets.ISO_8859_1));
            long begun = System.nanoTime();
            long taken = 0;
            for (int read = 0; read >= 0; read = socket.getInputStream().read(new byte[64 << 10])) {
                taken += read;
                // three times the idle timeout for the whole of it
                while (System.nanoTime() - begun < 3_000_000_000L * taken / size) {
                    LockSupport.parkNanos(1_000_000);
                }
            }
            assertThat(taken).isGreaterThan(size);
        }
    }

    @Test
    void an_export_may_start_later_than_the_idle_timeout() throws Exception {
        try (LiveApi hasty = new LiveApi(folder.resolve("hasty"), "runfolio.http.idle-timeout", "300ms")) {
            Path large = hasty.testWorkspace.media.resolve("large.bin");
            try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
                file.setLength(360L << 20);
            }
            hasty.bundle("large", TestWorkspace.event("large", "succeeded", "large.bin"), 1);
            String id = hasty.json("/v1/artifacts").at("/items/0/id").asText();
            HttpResponse<byte[]> zip = hasty.get("/v1/export?form=original&ids=" + id);
            assertThat(zip.statusCode()).isEqualTo(200);
            assertThat(new String(zip.body(), 0, 2, StandardCharsets.US_ASCII)).isEqualTo("PK");
        }
    }

    @Test
    void the_end_of_a_file_larger_than_memory_is_served_immediately() throws IOException {
        api.bundle("failed", TestWorkspace.event("failed", "failed"), 1);
        Path bundle = api.testWorkspace.bundles().get(0);
        try (RandomAccessFile file =
                new RandomAccessFile(bundle.resolve("logs").resolve("huge.bin").toFile(), "rw")) {
            file.setLength(HUGE);
            file.seek(HUGE - 3);
            file.write("end".getBytes(StandardCharsets.US_ASCII));
        }
        String url = "/v1/runs/" + bundle.getFileName() + "/files/logs/huge.bin";
        HttpResponse<byte[]> tail = api.get(url, "Range", "bytes=-3");
        assertThat(tail.statusCode()).isEqualTo(206);
        assertThat(new String(tail.body(), StandardCharsets.US_ASCII)).isEqualTo("end");
        assertThat(api.head(url).headers().firstValueAsLong("content-length")).hasValue(HUGE);
    }
}
