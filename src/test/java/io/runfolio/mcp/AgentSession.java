package io.runfolio.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.runfolio.AgentServer;
import io.runfolio.TestWorkspace;
import io.runfolio.settings.RunfolioSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;

/** A real MCP server on pipes, talked to in plain JSON. */
final class AgentSession implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();
    private static final int PIPE_BYTES = 1 << 16;

    private final OutputStream toServer;
    private final BufferedReader fromServer;
    private final Thread server;
    private int calls;

    AgentSession(TestWorkspace workspace, String... keysAndValues) throws IOException {
        PipedInputStream in = new PipedInputStream(PIPE_BYTES);
        PipedInputStream out = new PipedInputStream(PIPE_BYTES);
        toServer = new PipedOutputStream(in);
        fromServer = new BufferedReader(new InputStreamReader(out, StandardCharsets.UTF_8));
        OutputStream replies = new PipedOutputStream(out);
        RunfolioSettings settings = workspace.settings(keysAndValues);
        server = new Thread(() -> {
            try {
                AgentServer.serve(settings, Clock.systemUTC(), "bot", in, replies);
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        server.start();
    }

    /** Sends a line and returns the reply. */
    JsonNode send(String line) {
        return send(line.getBytes(StandardCharsets.UTF_8));
    }

    JsonNode send(byte[] line) {
        notify(line);
        try {
            return JSON.readTree(fromServer.readLine());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a line that needs no reply. */
    void notify(byte[] line) {
        try {
            toServer.write(line);
            toServer.write('\n');
            toServer.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonNode request(String method, String params) {
        JsonNode reply = send(
                "{\"jsonrpc\":\"2.0\",\"id\":" + ++calls + ",\"method\":\"" + method + "\",\"params\":" + params + "}");
        if (reply.path("id").asInt() != calls) {
            throw new AssertionError("a reply to another request: " + reply);
        }
        return reply;
    }

    /** Calls a tool; returns the result, which may be an error. */
    JsonNode call(String tool, String arguments) {
        return request("tools/call", "{\"name\":\"" + tool + "\",\"arguments\":" + arguments + "}")
                .path("result");
    }

    /** Calls a tool and returns its structured content. */
    JsonNode facts(String tool, String arguments) {
        JsonNode result = call(tool, arguments);
        if (result.path("isError").asBoolean(true)) {
            throw new AssertionError(tool + " failed: " + result);
        }
        return result.path("structuredContent");
    }

    /** Calls a tool that fails, and returns why. */
    String error(String tool, String arguments) {
        JsonNode result = call(tool, arguments);
        if (!result.path("isError").asBoolean()) {
            throw new AssertionError(tool + " did not fail: " + result);
        }
        return result.at("/content/0/text").asText();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        toServer.close();
        server.join();
    }
}
