package io.runfolio.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.client.transport.ServerParameters;
import io.modelcontextprotocol.client.transport.StdioClientTransport;
import io.modelcontextprotocol.json.schema.JsonSchemaValidator.ValidationResponse;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema;
import io.runfolio.TestWorkspace;
import io.runfolio.api.LiveApi;
import io.runfolio.api.Scope;
import io.runfolio.api.security.TokenFile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Agents with the SDK's own client, over HTTP and over stdio. */
class AgentIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String PING = "{\"jsonrpc\":\"2.0\",\"id\":\"p\",\"method\":\"ping\"}";

    @TempDir
    static Path folder;

    private static AgentFixture fixture;
    private static LiveApi api;
    private static String reader;
    private static String reviewer;

    @BeforeAll
    static void start() throws Exception {
        fixture = AgentFixture.bundle(new TestWorkspace(folder), "artifact-00000000000000ff");
        Path tokens = folder.resolve("tokens.json");
        reader = new TokenFile(tokens).create("reader", Set.of(Scope.READ));
        reviewer = new TokenFile(tokens).create("curator bot", Set.of(Scope.READ, Scope.REVIEW));
        api = new LiveApi(
                folder,
                "runfolio.mcp.enabled",
                "true",
                "runfolio.mcp.write",
                "true",
                "runfolio.mcp.calls-per-minute",
                "100000",
                "runfolio.http.tokens-file",
                tokens.toString());
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    private static McpSyncClient http(String token) {
        String base = api.uri("").toString();
        return client(HttpClientStreamableHttpTransport.builder(base)
                .endpoint("/mcp")
                .jsonMapper(new JacksonMcpMapper())
                .requestBuilder(HttpRequest.newBuilder().header("Authorization", "Bearer " + token))
                .build());
    }

    /** Returns a client that checks answers against the schemas that the server declares. */
    private static McpSyncClient client(McpClientTransport transport) {
        return McpClient.sync(transport)
                .requestTimeout(SOON)
                .initializationTimeout(SOON)
                .enableCallToolSchemaCaching(true)
                .jsonSchemaValidator((schema, value) -> {
                    var problems = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                            .getSchema(AgentSession.JSON.valueToTree(schema))
                            .validate(AgentSession.JSON.valueToTree(value));
                    return problems.isEmpty()
                            ? ValidationResponse.asValid("")
                            : ValidationResponse.asInvalid(problems.toString());
                })
                .build();
    }

    private static List<String> tools(McpSyncClient client) {
        return client.listTools().tools().stream().map(McpSchema.Tool::name).toList();
    }

    private static McpSchema.CallToolResult call(McpSyncClient client, String tool, Map<String, Object> arguments) {
        return client.callTool(
                McpSchema.CallToolRequest.builder(tool).arguments(arguments).build());
    }

    private static JsonNode facts(McpSchema.CallToolResult result) {
        assertThat(result.isError()).as("%s", result.content()).isFalse();
        return AgentSession.JSON.valueToTree(result.structuredContent());
    }

    private static String text(McpSchema.CallToolResult result) {
        return ((McpSchema.TextContent) result.content().get(0)).text();
    }

    private static BufferedImage picture(McpSchema.CallToolResult result) throws IOException {
        McpSchema.ImageContent image = (McpSchema.ImageContent) result.content().get(1);
        return ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(image.data())));
    }

    @Test
    void an_agent_with_the_scope_review_looks_and_proposes_over_http() throws IOException {
        try (McpSyncClient client = http(reviewer)) {
            assertThat(client.initialize().serverInfo().name()).isEqualTo("runfolio");
            assertThat(tools(client)).contains("search_artifacts", "propose_decision");
            JsonNode found = facts(call(client, "search_artifacts", Map.of("q", "blue", "limit", 5)));
            assertThat(found.at("/items/0/id").asText()).isEqualTo(fixture.child());
            McpSchema.CallToolResult got = call(client, "get_artifact", Map.of("id", fixture.fox()));
            assertThat(picture(got).getWidth()).isEqualTo(384);
            assertThat(picture(got).getHeight()).isEqualTo(288);

            Map<String, Object> proposal = Map.of("id", fixture.fox(), "decision", "approve", "note", "a fox");
            JsonNode proposed =
                    facts(call(client, "propose_decision", proposal)).path("artifact");
            assertThat(proposed.path("status").asText()).isEqualTo("review");
        }
        String ledger = Files.readString(fixture.folder(fixture.fox()).resolve("ledger.jsonl"));
        assertThat(ledger).contains("\"propose\"").contains("\"curator bot\"");
        HttpResponse<byte[]> artifact = api.get("/v1/artifacts/" + fixture.fox(), "Authorization", "Bearer " + reader);
        assertThat(LiveApi.json(artifact).at("/review/proposal/by").asText()).isEqualTo("curator bot");
    }

    @Test
    void a_clip_is_shown_by_its_poster() throws IOException {
        Files.copy(Path.of("samples/media/harbour.mp4"), api.testWorkspace.media.resolve("harbour.mp4"));
        api.testWorkspace.drop("clip.json", TestWorkspace.event("clip", "succeeded", "harbour.mp4"));
        try (McpSyncClient client = http(reader)) {
            client.initialize();
            await().atMost(SOON).until(() -> clips(client).size() == 1);
            JsonNode clip = clips(client).get(0);
            assertThat(clip.path("picture").asText()).isEqualTo("poster");
            McpSchema.CallToolResult got =
                    call(client, "get_artifact", Map.of("id", clip.path("id").asText()));
            assertThat(picture(got).getWidth())
                    .isEqualTo(Math.min(640, clip.at("/file/width").asInt()));
            assertThat(facts(got).at("/artifact/file/durationSeconds").asDouble())
                    .isPositive();
        }
    }

    @Test
    void a_refused_event_is_shown_with_its_reason_as_data() {
        String event = TestWorkspace.event("refused", "succeeded").replace("\"test-model\"", "\"\"");
        api.testWorkspace.drop("refused.json", event);
        try (McpSyncClient client = http(reader)) {
            client.initialize();
            await().atMost(SOON)
                    .until(() -> state(client).path("state").asText().equals("refused"));
            JsonNode refused = state(client);
            assertThat(refused.path("runId").isNull()).isTrue();
            assertThat(refused.at("/untrusted/error/field").asText()).isEqualTo("model_key");
            assertThat(refused.at("/untrusted/error/message").asText()).isNotBlank();
        }
    }

    private static JsonNode state(McpSyncClient client) {
        McpSchema.CallToolResult result = call(client, "get_run", Map.of("eventId", "refused"));
        return result.isError() ? MissingNode.getInstance() : facts(result);
    }

    private static JsonNode clips(McpSyncClient client) {
        return facts(call(client, "search_artifacts", Map.of("mediaKind", "video")))
                .path("items");
    }

    @Test
    void a_token_with_the_scope_read_does_not_see_and_cannot_call_what_writes() {
        try (McpSyncClient client = http(reader)) {
            client.initialize();
            assertThat(tools(client)).contains("get_artifact").doesNotContain("propose_decision");
            McpSchema.CallToolResult refused = call(
                    client, "propose_decision", Map.of("id", fixture.child(), "decision", "approve", "note", "let me"));
            assertThat(refused.isError()).isTrue();
            assertThat(text(refused)).contains("scope_missing");
            assertThat(call(client, "get_run", Map.of("id", fixture.runId())).isError())
                    .isFalse();
        }
        assertThat(fixture.folder(fixture.child()).resolve("ledger.jsonl")).doesNotExist();
    }

    @Test
    void tokens_and_origins_are_checked_as_for_the_api() {
        HttpResponse<byte[]> none = api.post("/mcp", PING);
        assertThat(none.statusCode()).isEqualTo(401);
        assertThat(none.headers().firstValue("www-authenticate")).isPresent();
        assertThat(api.post("/mcp", PING, "Authorization", "Bearer wrong").statusCode())
                .isEqualTo(401);
        assertThat(post(PING, "Origin", "https://evil.example").statusCode()).isEqualTo(403);
        assertThat(post(PING, "Sec-Fetch-Site", "cross-site").statusCode()).isEqualTo(403);
        assertThat(post(PING).statusCode()).isEqualTo(200);
    }

    /** Sends a message with the token of the reader; the answer is checked against the contract. */
    private static HttpResponse<byte[]> post(String message, String... headers) {
        List<String> all = new ArrayList<>(List.of("Authorization", "Bearer " + reader));
        all.addAll(List.of(headers));
        return api.post("/mcp", message, all.toArray(String[]::new));
    }

    @Test
    void each_message_gets_the_status_that_the_specification_names() {
        assertThat(post("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}")
                        .statusCode())
                .isEqualTo(202);
        assertThat(post("{", "Accept", "application/json, text/event-stream").statusCode())
                .isEqualTo(400);
        assertThat(post("[" + PING + "]").statusCode()).isEqualTo(400);
        assertThat(post(PING, "MCP-Protocol-Version", "1999-01-01").statusCode())
                .isEqualTo(400);
        assertThat(post(PING, "MCP-Protocol-Version", "2025-11-25").statusCode())
                .isEqualTo(200);
        assertThat(post(PING, "Accept", "text/html").statusCode()).isEqualTo(406);
        assertThat(post(PING, "Content-Type", "text/plain").statusCode()).isEqualTo(415);
        assertThat(post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"none\"}").statusCode())
                .isEqualTo(200);
        HttpResponse<byte[]> stream = api.get("/mcp", "Authorization", "Bearer " + reader);
        assertThat(stream.statusCode()).isEqualTo(405);
        assertThat(stream.headers().firstValue("allow")).hasValue("POST");
        assertThat(post("x".repeat(2 << 20)).statusCode()).isEqualTo(413);
        assertThat(LiveApi.json(post(PING)).path("result").isObject()).isTrue();
    }

    private static List<String> command(String... more) {
        String classPath = System.getProperty("java.class.path");
        for (String entry : classPath.split(File.pathSeparator)) {
            classPath = entry.endsWith(File.separator + "runfolio.jar") ? entry : classPath;
        }
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                "io.runfolio.cli.RunfolioCommand",
                "mcp",
                "--set",
                "runfolio.log.level=debug"));
        command.addAll(List.of(more));
        return command;
    }

    private static String[] folders() {
        return new String[] {
            "--inbox",
            folder.resolve("inbox").toString(),
            "--outputs",
            folder.resolve("outputs").toString()
        };
    }

    @Test
    void an_agent_that_starts_the_program_gets_the_same_tools() throws IOException {
        List<String> command = command(folders());
        ServerParameters program = ServerParameters.builder(command.get(0))
                .args(command.subList(1, command.size()))
                .build();
        try (McpSyncClient client = client(new StdioClientTransport(program, new JacksonMcpMapper()))) {
            client.initialize();
            assertThat(tools(client)).contains("compare_artifacts").doesNotContain("propose_decision");
            McpSchema.CallToolResult got = call(client, "get_artifact", Map.of("id", fixture.fox(), "picture", "web"));
            assertThat(facts(got).at("/artifact/file/width").asInt()).isEqualTo(480);
            assertThat(picture(got).getWidth()).isEqualTo(480);
            assertThat(text(call(client, "get_artifact", Map.of("id", "nonsense"))))
                    .contains("artifact_not_found");
        }
    }

    @Test
    void only_messages_are_on_standard_output_and_the_program_ends_with_its_input() throws Exception {
        String call = "{\"jsonrpc\":\"2.0\",\"id\":\"c\",\"method\":\"tools/call\","
                + "\"params\":{\"name\":\"search_artifacts\",\"arguments\":{}}}";
        Process process = new ProcessBuilder(command(folders()))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        process.getOutputStream().write((PING + "\nnonsense\n" + call).getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();
        List<JsonNode> replies = new ArrayList<>();
        for (String line : new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
            replies.add(AgentSession.JSON.readTree(line));
        }
        assertThat(process.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(replies)
                .hasSize(3)
                .allMatch(reply -> reply.path("jsonrpc").asText().equals("2.0"));
        assertThat(replies).extracting(reply -> reply.path("id").asText()).containsOnlyOnce("p", "c", "null");
    }

    @Test
    void a_missing_folder_of_bundles_is_one_line_and_exit_code_4() throws Exception {
        Process process = new ProcessBuilder(
                        command("--outputs", folder.resolve("nowhere").toString()))
                .start();
        process.getOutputStream().close();
        String error = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isEqualTo(4);
        assertThat(error).contains("nowhere").contains("--outputs").doesNotContain("Exception");
        assertThat(folder.resolve("nowhere")).doesNotExist();
    }
}
