package io.runfolio.coordination.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.TestPorts;
import io.runfolio.TestWorkspace;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The services of {@code docker-compose.cluster.yml} as processes, with its commands and environments. */
class ClusterComposeIT {
    private static final Path SOURCES = Path.of("..", "..");
    private static final Pattern GALLERY = Pattern.compile("gallery: http://127.0.0.1:[0-9]+/#token=(\\S+)");
    private static final Pattern SETTING = Pattern.compile("(RUNFOLIO_[A-Z_]+)=([^\\s\\\\]+)");
    private static final Duration SOON = Duration.ofMinutes(2);

    @TempDir
    Path folder;

    private final List<Process> processes = new ArrayList<>();
    private final String database = TestServer.newSchema();
    private final Map<String, Integer> ports = Map.of("api", TestPorts.free(), "api-2", TestPorts.free());

    @AfterEach
    void stop() throws InterruptedException {
        for (Process process : processes) {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void an_event_that_one_server_takes_is_bundled_by_the_worker_and_served_by_both() throws Exception {
        Files.createDirectories(folder.resolve("inbox"));
        Files.createDirectories(folder.resolve("outputs"));
        Files.createDirectories(folder.resolve("state"));
        TestWorkspace media = new TestWorkspace(Files.createDirectory(folder.resolve("made")));
        Path picture = Files.createDirectories(folder.resolve("media")).resolve("a.png");
        Files.move(media.writePicture("a.png", 300, 200, 1), picture);
        TestServer.execute(database, "CREATE ROLE runfolio LOGIN PASSWORD '" + WorkerProcesses.PASSWORD + "'");
        TestServer.execute(database, "GRANT ALL ON SCHEMA " + database.replaceAll(".*=", "") + " TO runfolio");
        Map<String, Map<String, Object>> services = services();

        start("api", services.get("api"));
        start("worker", services.get("worker"));
        String token = firstToken();
        start("api-2", services.get("api-2"));
        for (String server : ports.keySet()) {
            await().atMost(SOON)
                    .ignoreExceptions() // it listens a moment after its first line
                    .until(() -> send(HttpRequest.newBuilder(uri(server, "/v1/health")), token)
                                    .statusCode()
                            == 200);
        }
        HttpRequest.Builder post = HttpRequest.newBuilder(uri("api", "/v1/events"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        TestWorkspace.event("from-compose", "succeeded", picture.toString())));
        assertThat(send(post, token).statusCode()).isEqualTo(202);

        for (String server : ports.keySet()) {
            await().atMost(SOON).until(() -> runs(server, token).size() == 1);
        }
        assertThat(TestServer.rows(database, "SELECT event_id FROM runfolio_seals"))
                .hasSize(1);
        assertThatOneSessionIsEnoughForBoth(token);
        for (String name : List.of("api", "api-2", "worker")) {
            assertThat(log(name)).doesNotContain("hush-hush");
        }
    }

    private String firstToken() throws IOException {
        await().atMost(SOON).until(() -> GALLERY.matcher(log("api")).find());
        Matcher gallery = GALLERY.matcher(log("api"));
        assertThat(gallery.find()).isTrue();
        return gallery.group(1);
    }

    private void assertThatOneSessionIsEnoughForBoth(String token) throws IOException, InterruptedException {
        HttpRequest.Builder open =
                HttpRequest.newBuilder(uri("api", "/v1/session")).POST(HttpRequest.BodyPublishers.noBody());
        String cookie = send(open, token)
                .headers()
                .firstValue("set-cookie")
                .orElseThrow()
                .replaceFirst(";.*", "");
        HttpRequest request = HttpRequest.newBuilder(uri("api-2", "/v1/runs"))
                .header("Cookie", cookie)
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(request, HttpResponse.BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(200);
    }

    private JsonNode runs(String server, String token) throws IOException, InterruptedException {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(uri(server, "/v1/runs")), token);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return TestWorkspace.parse(answer.body()).get("items");
    }

    private URI uri(String server, String path) {
        return URI.create("http://127.0.0.1:" + ports.get(server) + path);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request, String token)
            throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(request.header("Authorization", "Bearer " + token).build(), HttpResponse.BodyHandlers.ofString());
    }

    private String log(String name) throws IOException {
        return Files.readString(folder.resolve(name + ".log"));
    }

    /** Starts a service as the container would: its command, the image's environment and its own. */
    private void start(String name, Map<String, Object> service) throws IOException {
        List<String> command = new ArrayList<>(WorkerProcesses.java());
        ((List<?>) service.get("command")).forEach(word -> command.add(word.toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile());
        environment(service).forEach((key, value) -> builder.environment().put(key, here(value)));
        builder.environment().put("RUNFOLIO_HTTP_PORT", String.valueOf(ports.getOrDefault(name, 0)));
        builder.environment().put("RUNFOLIO_HTTP_MANAGEMENT_PORT", "0");
        processes.add(builder.start());
    }

    private static Map<String, String> environment(Map<String, Object> service) throws IOException {
        Map<String, String> all = new LinkedHashMap<>();
        Matcher image = SETTING.matcher(Files.readString(SOURCES.resolve("Dockerfile")));
        while (image.find()) {
            all.put(image.group(1), image.group(2));
        }
        ((Map<?, ?>) service.get("environment")).forEach((key, value) -> all.put(key.toString(), value.toString()));
        return all;
    }

    /** Puts what is outside of the container in the place of its names. */
    private String here(String value) {
        return value.replaceAll("\\$\\{POSTGRES_PASSWORD.*}", WorkerProcesses.PASSWORD)
                .replace("jdbc:postgresql://postgres/runfolio", database)
                .replace("0.0.0.0", "127.0.0.1")
                .replaceAll("(^|,)/(inbox|outputs|state|media)", "$1" + folder + "/$2");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Map<String, Object>> services() throws IOException {
        Map<String, Object> compose = new Yaml(new SafeConstructor(new LoaderOptions()))
                .load(Files.readString(SOURCES.resolve("docker-compose.cluster.yml")));
        return (Map<String, Map<String, Object>>) compose.get("services");
    }
}
