package io.runfolio.hooks.outbox;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/** HTTP server that receives webhooks and answers as a test wants it. */
public final class WebhookReceiver implements AutoCloseable {
    public final List<Received> received = new CopyOnWriteArrayList<>();
    /** Answers wait until it is open. */
    volatile CountDownLatch open = new CountDownLatch(0);

    /** Status of the next answers. */
    public volatile int status = 204;

    private volatile Map<String, String> headers = Map.of();
    private final HttpServer server;

    /** A delivery as it came. */
    public record Received(String id, String timestamp, String signature, String type, byte[] body) {
        public String text() {
            return new String(body, java.nio.charset.StandardCharsets.UTF_8);
        }
    }

    /** @param port 0 for a free one */
    public WebhookReceiver(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
        server.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "webhook-receiver");
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/", this::answer);
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + port() + "/hooks");
    }

    void answerWith(int next, Map<String, String> nextHeaders) {
        status = next;
        headers = nextHeaders;
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        var given = exchange.getRequestHeaders();
        received.add(new Received(
                given.getFirst("webhook-id"),
                given.getFirst("webhook-timestamp"),
                given.getFirst("webhook-signature"),
                given.getFirst("Content-Type"),
                body));
        try {
            open.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        headers.forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
