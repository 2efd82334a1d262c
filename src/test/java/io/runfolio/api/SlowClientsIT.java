package io.runfolio.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.Workshop;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that say nothing, listen for long, or want a little of a lot. */
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
    void a_client_that_does_not_end_its_request_is_cut_off() throws IOException {
        for (String begun : new String[] {
            "",
            "GET /v1/health HTTP/1.1\r\nHost: localhost\r\n",
            "POST /v1/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"
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
    void a_feed_in_which_nothing_happens_stays_open() throws Exception {
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
    void the_end_of_a_file_larger_than_memory_comes_at_once() throws IOException {
        api.bundle("failed", Workshop.event("failed", "failed"), 1);
        Path bundle = api.workshop.bundles().get(0);
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
