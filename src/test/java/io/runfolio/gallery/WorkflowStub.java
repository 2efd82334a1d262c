package io.runfolio.gallery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** Answers for templates and workflow runs, and forwards other requests to a real server. */
final class WorkflowStub implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> HOP =
            Set.of("connection", "content-length", "transfer-encoding", "host", "upgrade");

    /** Answer of the stub: a status and a document. */
    record Answer(int status, String json) {}

    final Map<String, ObjectNode> runs = new ConcurrentHashMap<>();
    /** Bodies of requests to start, cancel and retry runs and to decide, with their path. */
    final List<JsonNode> received = new CopyOnWriteArrayList<>();

    volatile ArrayNode templates = JSON.createArrayNode();
    volatile boolean hasEvents = true;
    volatile Function<JsonNode, Answer> onStart = body -> new Answer(201, "{\"id\":\"run-0000000000000001\"}");
    volatile Function<JsonNode, Answer> onAction = body -> new Answer(200, "{}");

    private final URI target;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<OutputStream> streams = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    WorkflowStub(URI target) throws IOException {
        this.target = target;
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    /** Adds an event to the streams that are open. */
    void event(String type) throws IOException {
        for (OutputStream stream : streams) {
            stream.write(("event: " + type + "\ndata: {}\n\n").getBytes(StandardCharsets.UTF_8));
            stream.flush();
        }
    }

    int openStreams() {
        return streams.size();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String query = String.valueOf(exchange.getRequestURI().getQuery());
            boolean isPost = exchange.getRequestMethod().equals("POST");
            String id = path.startsWith("/v1/runs/") ? path.split("/")[3] : "";
            if (path.equals("/v1/templates")) {
                ObjectNode shelf = JSON.createObjectNode();
                shelf.set("items", templates);
                shelf.putArray("problems");
                send(exchange, new Answer(200, shelf.toString()));
            } else if (path.equals("/v1/runs") && isPost) {
                send(exchange, onStart.apply(received(exchange, path)));
            } else if (path.equals("/v1/runs") && query.contains("state=")) {
                ObjectNode page = JSON.createObjectNode();
                page.putArray("items").addAll(runs.values());
                send(exchange, new Answer(200, page.putNull("nextCursor").toString()));
            } else if (runs.containsKey(id) && isPost) {
                send(exchange, onAction.apply(received(exchange, path)));
            } else if (runs.containsKey(id) && path.endsWith("/events")) {
                stream(exchange);
            } else if (runs.containsKey(id)) {
                send(exchange, new Answer(200, runs.get(id).toString()));
            } else {
                forward(exchange);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private JsonNode received(HttpExchange exchange, String path) throws IOException {
        ObjectNode body = (ObjectNode) JSON.readTree(exchange.getRequestBody());
        received.add(body.deepCopy().put("path", path));
        return body;
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        byte[] bytes = answer.json().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(answer.status(), bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private void stream(HttpExchange exchange) throws IOException, InterruptedException {
        if (!hasEvents) {
            send(exchange, new Answer(404, "{\"detail\":\"none\"}"));
            return;
        }
        exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        out.write("event: snapshot\ndata: {}\n\n".getBytes(StandardCharsets.UTF_8));
        out.flush();
        streams.add(out);
        try {
            while (true) {
                Thread.sleep(200);
                out.write(":\n\n".getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
        } finally {
            streams.remove(out);
        }
    }

    private void forward(HttpExchange exchange) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(target.resolve(exchange.getRequestURI()));
        List<String> headers = new ArrayList<>();
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!HOP.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                values.forEach(value -> headers.addAll(List.of(name, value)));
            }
        });
        headers.removeIf(String::isEmpty);
        if (!headers.isEmpty()) {
            request.headers(headers.toArray(String[]::new));
        }
        byte[] body = exchange.getRequestBody().readAllBytes();
        // the server behind takes requests of its own pages only
        request.setHeader("Origin", target.toString());
        HttpResponse<InputStream> response = client.send(
                request.method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body))
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
        response.headers().map().forEach((name, values) -> {
            if (!HOP.contains(name)) {
                values.forEach(value -> exchange.getResponseHeaders().add(name, value));
            }
        });
        boolean isEmpty = response.statusCode() == 204 || response.statusCode() == 304;
        exchange.sendResponseHeaders(response.statusCode(), isEmpty ? -1 : 0);
        try (InputStream in = response.body()) {
            byte[] buffer = new byte[8192];
            for (int read = in.read(buffer); read >= 0 && !isEmpty; read = in.read(buffer)) {
                exchange.getResponseBody().write(buffer, 0, read);
                exchange.getResponseBody().flush();
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
