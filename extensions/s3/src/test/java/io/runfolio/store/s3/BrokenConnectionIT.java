package io.runfolio.store.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.settings.RunfolioSettings;
import io.runfolio.settings.mirror.BucketAddress;
import io.runfolio.store.object.ObjectContent;
import io.runfolio.store.object.ObjectStore;
import io.runfolio.store.object.ObjectStores;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that closes connections instead of answering, as one does that is started again. */
class BrokenConnectionIT {
    private static final int BROKEN = 2;
    private static final String TEXT = "some text";

    @TempDir
    Path folder;

    @Test
    void a_request_whose_connection_was_closed_is_sent_again() throws Exception {
        Path credentials = Files.writeString(
                folder.resolve("credentials"), "[default]\naws_access_key_id = a\naws_secret_access_key = b\n");
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> answers = CompletableFuture.runAsync(() -> serve(server));
            Map<String, String> settings = Map.of(
                    "runfolio.s3.endpoint",
                    "http://127.0.0.1:" + server.getLocalPort(),
                    "runfolio.s3.path-style",
                    "true",
                    "runfolio.s3.credentials-file",
                    credentials.toString());
            try (ObjectStore store = ObjectStores.open(
                    "runfolio.mirror",
                    new BucketAddress("media", "prefix/"),
                    RunfolioSettings.from(settings).s3())) {

                assertThat(store.put("key", ObjectContent.of(TEXT.getBytes(StandardCharsets.US_ASCII)))
                                .etag())
                        .isEqualTo("tag");
            }
            answers.get();
        }
    }

    private static void serve(ServerSocket server) {
        try {
            for (int i = 0; i <= BROKEN; i++) {
                try (Socket connection = server.accept()) {
                    BufferedReader request = new BufferedReader(
                            new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII));
                    String line = request.readLine();
                    while (line != null && !line.isEmpty()) {
                        line = request.readLine();
                    }
                    if (i == BROKEN) {
                        write(connection, "HTTP/1.1 100 Continue\r\n\r\n");
                        for (int read = 0; read < TEXT.length(); read++) {
                            request.read();
                        }
                        write(connection, "HTTP/1.1 200 OK\r\nETag: \"tag\"\r\nContent-Length: 0\r\n\r\n");
                    }
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void write(Socket connection, String text) throws IOException {
        connection.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }
}
