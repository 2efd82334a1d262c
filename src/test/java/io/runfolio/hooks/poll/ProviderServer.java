package io.runfolio.hooks.poll;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Server of a provider on loopback, whose answers a test chooses by path. The last answer of a path is repeated. */
public final class ProviderServer implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, List<Answer>> answers = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
    public final List<Request> requests = new CopyOnWriteArrayList<>();

    /** Answer with a status, a JSON body and headers. */
    public record Answer(int status, String body, Map<String, String> headers) {
        public static Answer of(String body) {
            return new Answer(200, body, Map.of());
        }

        public static Answer failing(int status) {
            return new Answer(status, "{\"detail\":\"no\"}", Map.of());
        }
    }

    /** Request with one of its headers. */
    public record Request(String path, String authorization) {}

    public ProviderServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public void on(String path, Answer... all) {
        asked.remove(path);
        answers.put(path, List.of(all));
    }

    public long count(String path) {
        return requests.stream().filter(request -> request.path().equals(path)).count();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().toString();
        requests.add(new Request(path, exchange.getRequestHeaders().getFirst("Authorization")));
        List<Answer> known = answers.getOrDefault(path, List.of(Answer.failing(404)));
        int turn = asked.computeIfAbsent(path, key -> new AtomicInteger()).getAndIncrement();
        Answer answer = known.get(Math.min(turn, known.size() - 1));
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        answer.headers().forEach(exchange.getResponseHeaders()::add);
        exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
