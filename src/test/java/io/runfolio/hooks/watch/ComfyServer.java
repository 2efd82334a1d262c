package io.runfolio.hooks.watch;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.runfolio.TestPorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Stand-in for a ComfyUI server, as far as its documentation describes the history.
 *
 * <p>That is an object of prompts by id, the oldest first, which is lost when the server ends. {@code max_items} limits
 * it to the newest.
 */
public final class ComfyServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, ObjectNode> history = new LinkedHashMap<>();
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    public final List<String> requests = new CopyOnWriteArrayList<>();
    private final int port;
    private HttpServer server;

    public ComfyServer() throws IOException {
        port = TestPorts.free();
        server = open(port);
    }

    private HttpServer open(int number) throws IOException {
        HttpServer opened = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), number), 10);
        opened.createContext("/history", this::history);
        opened.createContext("/view", this::view);
        opened.start();
        return opened;
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /** Ends the server; its history is lost. */
    public synchronized void stop() {
        server.stop(0);
        history.clear();
    }

    public void restart() throws IOException {
        server = open(port);
    }

    public void serve(String filename, byte[] bytes) {
        files.put(filename, bytes);
    }

    public synchronized void succeed(String id, String... filenames) {
        ObjectNode entry = entry(id, "success", "execution_success");
        ArrayNode images = entry.putObject("outputs").putObject("9").putArray("images");
        for (String filename : filenames) {
            int slash = filename.lastIndexOf('/');
            images.addObject()
                    .put("filename", filename.substring(slash + 1))
                    .put("subfolder", slash < 0 ? "" : filename.substring(0, slash))
                    .put("type", "output");
        }
        history.put(id, entry);
    }

    public synchronized void fail(String id, String message) {
        ObjectNode entry = entry(id, "error", "execution_error");
        ((ObjectNode) entry.at("/status/messages/1/1")).put("exception_message", message);
        entry.putObject("outputs");
        history.put(id, entry);
    }

    private static ObjectNode entry(String id, String status, String last) {
        ObjectNode entry = JSON.createObjectNode();
        ArrayNode prompt = entry.putArray("prompt").add(1).add(id);
        ObjectNode graph = prompt.addObject();
        ObjectNode sampler = graph.putObject("3").put("class_type", "KSampler").putObject("inputs");
        sampler.put("seed", 42).put("steps", 20).putArray("model").add("4").add(0);
        sampler.putArray("positive").add("6").add(0);
        graph.putObject("4")
                .put("class_type", "CheckpointLoaderSimple")
                .putObject("inputs")
                .put("ckpt_name", "sdxl.safetensors");
        graph.putObject("6")
                .put("class_type", "CLIPTextEncode")
                .putObject("inputs")
                .put("text", "a harbour at dawn");
        prompt.addObject().put("create_time", 1_774_526_300_000L);
        ObjectNode state =
                entry.putObject("status").put("status_str", status).put("completed", !status.equals("error"));
        ArrayNode messages = state.putArray("messages");
        messages.addArray().add("execution_start").addObject().put("timestamp", 1_774_526_310_000L);
        messages.addArray().add(last).addObject().put("timestamp", 1_774_526_320_000L);
        return entry;
    }

    private synchronized void history(HttpExchange exchange) throws IOException {
        String query = exchange.getRequestURI().getQuery();
        requests.add(exchange.getRequestURI().toString());
        int max = query == null ? Integer.MAX_VALUE : Integer.parseInt(query.substring("max_items=".length()));
        List<String> ids = new ArrayList<>(history.keySet());
        ObjectNode last = JSON.createObjectNode();
        ids.subList(Math.max(0, ids.size() - max), ids.size()).forEach(id -> last.set(id, history.get(id)));
        answer(exchange, 200, JSON.writeValueAsBytes(last));
    }

    private void view(HttpExchange exchange) throws IOException {
        requests.add(exchange.getRequestURI().toString());
        byte[] file = files.entrySet().stream()
                .filter(entry -> exchange.getRequestURI().getQuery().contains("filename=" + entry.getKey() + "&"))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
        answer(exchange, file == null ? 404 : 200, file == null ? new byte[0] : file);
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
