package io.runfolio.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.TestWorkspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Messages of an agent: which are refused, and what bounds the answers. */
class AgentMessagesTest {
    @TempDir
    static Path folder;

    private static TestWorkspace workspace;
    private static AgentSession agent;

    @BeforeAll
    static void start() throws IOException {
        workspace = new TestWorkspace(folder);
        Files.createDirectories(workspace.outputs);
        agent = new AgentSession(workspace, "runfolio.mcp.calls-per-minute", "1000");
    }

    @AfterAll
    static void end() throws Exception {
        agent.close();
    }

    private void assertWorks() {
        assertThat(agent.facts("search_artifacts", "{}").path("items")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ | -32700 | not JSON",
                "hello | -32700 | not JSON",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}{} | -32700 | not JSON",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"id\":2,\"method\":\"ping\"} | -32700 | Duplicate",
                "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}] | -32600 | Batches",
                "5 | -32600 | JSON object",
                "{\"id\":1,\"method\":\"ping\"} | -32600 | 2.0",
                "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"ping\"} | -32600 | 2.0",
                "{\"jsonrpc\":\"2.0\",\"id\":1} | -32600 | method must be",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":7} | -32600 | method must be",
                "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"} | -32600 | id must be",
                "{\"jsonrpc\":\"2.0\",\"id\":[1],\"method\":\"ping\"} | -32600 | id must be",
                "{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"ping\"} | -32600 | id must be",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":[1]} | -32600 | params must be",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\"} | -32600 | params.name",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\","
                        + "\"params\":{\"name\":3}} | -32600 | params.name",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\","
                        + "\"params\":{\"name\":\"get_run\",\"arguments\":[]}}"
                        + "| -32600 | inputSchema of get_run"
            })
    void an_invalid_message_is_refused_and_the_next_one_answered(String message, int code, String reason) {
        JsonNode reply = agent.send(message);
        assertThat(reply.at("/error/code").asInt()).isEqualTo(code);
        assertThat(reply.at("/error/message").asText()).contains(reason).doesNotContain("Exception");
        assertThat(reply.has("id")).isTrue();
        assertWorks();
    }

    @ParameterizedTest
    @CsvSource({
        "no/such/method, '{}', -32601",
        "tools/call, '{\"name\":\"propose_decision\",\"arguments\":{}}', -32602",
        "initialize, '{\"protocolVersion\":{}}', -32602",
        "resources/read, '{\"uri\":[]}', -32602",
        "resources/read, '{\"uri\":\"file:///etc/passwd\"}', -32002"
    })
    void a_request_that_cannot_be_answered_gets_the_code_of_the_specification(String method, String params, int code) {
        JsonNode reply = agent.request(method, params);
        assertThat(reply.at("/error/code").asInt()).as("%s", reply).isEqualTo(code);
        assertThat(reply.at("/error/message").asText()).doesNotContain("io.modelcontextprotocol");
        assertWorks();
    }

    @Test
    void deep_wide_and_broken_bytes_are_refused_within_limits() {
        assertThat(agent.send("[".repeat(100_000)).at("/error/code").asInt()).isEqualTo(-32700);
        assertThat(agent.send(new byte[] {(byte) 0xff, (byte) 0xfe, '{'})
                        .at("/error/code")
                        .asInt())
                .isEqualTo(-32700);
        assertThat(agent.send("x".repeat(3 << 20)).at("/error/message").asText())
                .contains("1048576 bytes");
        assertWorks();
    }

    @Test
    void notifications_blank_lines_and_responses_get_no_reply() {
        for (String line : new String[] {
            "",
            "  \r",
            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}",
            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/nobody-knows\",\"params\":{}}",
            "{\"jsonrpc\":\"2.0\",\"id\":3,\"result\":{}}"
        }) {
            agent.notify(line.getBytes(StandardCharsets.UTF_8));
        }
        assertWorks();
    }

    @Test
    void a_server_that_may_not_write_lists_reading_tools_only() {
        assertThat(agent.request("tools/list", "{}").at("/result/tools").findValuesAsText("name"))
                .containsExactly(
                        "search_artifacts",
                        "get_artifact",
                        "compare_artifacts",
                        "get_lineage",
                        "find_duplicates",
                        "get_run");
    }

    @Test
    void more_calls_than_allowed_in_a_minute_are_refused() throws Exception {
        try (AgentSession hasty = new AgentSession(workspace, "runfolio.mcp.calls-per-minute", "2")) {
            hasty.facts("search_artifacts", "{}");
            hasty.facts("search_artifacts", "{}");
            assertThat(hasty.error("search_artifacts", "{}"))
                    .contains("wait 30 s")
                    .contains("runfolio.mcp.calls-per-minute");
        }
    }

    @Test
    void an_answer_beyond_the_limit_is_an_error_that_names_the_setting() throws Exception {
        try (AgentSession narrow = new AgentSession(workspace, "runfolio.mcp.max-result", "200B")) {
            assertThat(narrow.request("tools/list", "{}").at("/error/message").asText())
                    .contains("runfolio.mcp.max-result (200)");
        }
    }
}
