package io.runfolio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many slow or idle connections to a worker with little memory and few file descriptors. */
class HostileClientsIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private TestWorkspace testWorkspace;
    private int port;

    @BeforeEach
    void choosePort() throws IOException {
        testWorkspace = new TestWorkspace(folder);
        port = TestPorts.free();
    }

    private WorkerProcess start(List<String> prefix, String... virtualMachine) {
        WorkerProcess worker = WorkerProcess.start(
                prefix,
                List.of(virtualMachine),
                testWorkspace,
                "worker",
                "--http",
                "--set",
                "runfolio.min-free=1MiB",
                "--set",
                "runfolio.http.management-port=0",
                "--set",
                "runfolio.http.port=" + port);
        await().atMost(SOON).until(this::answers);
        return worker;
    }

    private boolean answers() throws InterruptedException {
        try {
            return health() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private int health() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/health"))
                .timeout(Duration.ofSeconds(20))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    private SocketChannel connect() throws IOException {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
        channel.configureBlocking(false);
        return channel;
    }

    private void assertWorks(WorkerProcess worker) throws Exception {
        assertThat(health()).isEqualTo(200);
        testWorkspace.drop("innocent.json", TestWorkspace.event("innocent", "failed"));
        await().atMost(SOON).until(() -> testWorkspace.bundles().size() == 1);
        assertThat(worker.isAlive()).isTrue();
    }

    @Test
    void clients_that_pipeline_and_never_read_exhaust_no_memory() throws Exception {
        WorkerProcess worker = start(List.of(), "-Xmx64m");
        List<SocketChannel> channels = new ArrayList<>();
        List<ByteBuffer> requests = new ArrayList<>();
        for (String target : List.of("/v1/health", "/openapi.yaml", "/nothing", "/v1/artifacts?limit=500")) {
            byte[] one = ("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
            ByteBuffer many = ByteBuffer.allocate(20_000 * one.length);
            while (many.hasRemaining()) {
                many.put(one);
            }
            for (int i = 0; i < 5; i++) {
                channels.add(connect());
                requests.add(many.duplicate().flip());
            }
        }
        sendUntilNobodyTakes(channels, requests);
        assertWorks(worker);
        worker.stop();
        for (SocketChannel channel : channels) {
            channel.close();
        }
        assertThat(testWorkspace.root.resolve("worker.log")).content().doesNotContain("OutOfMemory");
    }

    /** Writes as long as any of them takes bytes; none for a second is the end. */
    private static void sendUntilNobodyTakes(List<SocketChannel> channels, List<ByteBuffer> requests)
            throws IOException {
        long lastTaken = System.nanoTime();
        while (System.nanoTime() - lastTaken < 1_000_000_000L) {
            for (int i = 0; i < channels.size(); i++) {
                if (requests.get(i).hasRemaining() && channels.get(i).write(requests.get(i)) > 0) {
                    lastTaken = System.nanoTime();
                }
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Test
    void three_hundred_idle_clients_leave_descriptors_for_the_intake() throws Exception {
        assumeThat(Path.of("/bin/bash")).as("bash sets the limit").exists();
        WorkerProcess worker = start(List.of("/bin/bash", "-c", "ulimit -n 256; exec \"$@\"", "limited"));
        List<SocketChannel> idle = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            idle.add(connect());
        }
        assertWorks(worker);
        testWorkspace.writePicture("a.png", 300, 200, 1);
        testWorkspace.drop("picture.json", TestWorkspace.event("picture", "succeeded", "a.png"));
        await().atMost(SOON).until(() -> testWorkspace.bundles().size() == 2);
        assertThat(health()).isEqualTo(200);
        assertThat(Files.readString(testWorkspace.root.resolve("worker.log"))).doesNotContain("Too many open files");
        worker.stop();
        for (SocketChannel channel : idle) {
            channel.close();
        }
    }
}
