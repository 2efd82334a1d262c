package io.runfolio.gallery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Client of the DevTools protocol over a WebSocket: matches responses by id and keeps events. */
final class DevToolsClient implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
    /** Received events by session and method. */
    private final Map<String, List<JsonNode>> events = new ConcurrentHashMap<>();

    private final AtomicInteger number = new AtomicInteger();
    private final WebSocket socket;

    DevToolsClient(URI address) {
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(address, new Listener())
                .join();
    }

    /** Sends a command and waits for the response. */
    JsonNode send(String session, String method, Map<String, Object> parameters) {
        int id = number.incrementAndGet();
        ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
        message.set("params", JSON.valueToTree(parameters));
        if (!session.isEmpty()) {
            message.put("sessionId", session);
        }
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        synchronized (this) {
            socket.sendText(message.toString(), true).join();
        }
        JsonNode said = answer.orTimeout(60, TimeUnit.SECONDS).join();
        if (said.has("error")) {
            throw new AssertionError(method + ": " + said.get("error"));
        }
        return said.get("result");
    }

    /** Returns the events of a method that a session has received so far. */
    List<JsonNode> events(String session, String method) {
        return List.copyOf(events.getOrDefault(key(session, method), List.of()));
    }

    void forget(String session) {
        events.keySet().removeIf(key -> key.startsWith(key(session, "")));
    }

    private static String key(String session, String method) {
        return session + ' ' + method;
    }

    @Override
    public void close() {
        socket.abort();
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                take(text.toString());
                text.setLength(0);
            }
            from.request(1);
            return null;
        }

        private void take(String whole) {
            try {
                JsonNode message = JSON.readTree(whole);
                if (message.has("id")) {
                    waiting.remove(message.get("id").asInt()).complete(message);
                } else {
                    String session = message.path("sessionId").asText();
                    events.computeIfAbsent(
                                    key(session, message.path("method").asText()), key -> new CopyOnWriteArrayList<>())
                            .add(message.path("params"));
                }
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }
}
