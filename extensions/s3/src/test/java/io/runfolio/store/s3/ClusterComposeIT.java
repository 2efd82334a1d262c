package io.runfolio.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.ServerProcess;
import io.runfolio.TestPorts;
import io.runfolio.TestWorkspace;
import io.runfolio.cli.RunfolioCommand;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import jakarta.jms.Session;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The services of {@code docker-compose.cluster.yml} as processes, with its commands and environments.
 *
 * <p>The broker is an embedded Artemis, and S3Proxy replaces the object store. {@code .ci/CheckContainer.java} checks
 * what needs a container engine, Prometheus or Grafana.
 */
class ClusterComposeIT {
    private static final Path SOURCES = Path.of("..", "..");
    private static final Pattern GALLERY = Pattern.compile("gallery: http://127.0.0.1:[0-9]+/#token=(\\S+)");
    private static final Pattern SETTING = Pattern.compile("(RUNFOLIO_[A-Z_]+)=([^\\s\\\\]+)");
    private static final Duration SOON = Duration.ofMinutes(2);
    private static final String PASSWORD = "hush-hush-4711";

    @TempDir
    Path folder;

    private final List<Process> processes = new ArrayList<>();
    private final Map<String, Integer> ports = Map.of("api", TestPorts.free(), "api-2", TestPorts.free());
    private final int brokerPort = TestPorts.free();
    private final EmbeddedActiveMQ broker = new EmbeddedActiveMQ();
    private EmbeddedPostgres database;
    private S3Server objects;
    private Map<String, Map<String, Object>> services;

    @BeforeEach
    void startServers() throws Exception {
        services = services();
        objects = S3Server.s3proxy(Files.createDirectory(folder.resolve("s3")));
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder().setServerConfig("fsync", "off");
        ((List<?>) services.get("postgres").get("command"))
                .stream()
                        .map(word -> word.toString().split("="))
                        .filter(setting -> setting.length == 2)
                        .forEach(setting -> builder.setServerConfig(setting[0], setting[1]));
        database = builder.start();
        execute("CREATE ROLE runfolio LOGIN PASSWORD '" + PASSWORD + "'");
        execute("CREATE DATABASE runfolio OWNER runfolio");
        broker.setConfiguration(new ConfigurationImpl()
                .setPersistenceEnabled(false)
                .setSecurityEnabled(false)
                .setJMXManagementEnabled(false)
                .addAcceptorConfiguration("tcp", brokerUrl()));
        broker.start();
        objects.awaitReady();
    }

    @AfterEach
    void stop() throws Exception {
        for (Process process : processes) {
            process.destroyForcibly().waitFor();
        }
        broker.stop();
        objects.close();
        database.close();
    }

    private String brokerUrl() {
        return "tcp://127.0.0.1:" + brokerPort;
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void events_of_server_and_broker_are_bundled_mirrored_and_served_by_both() throws Exception {
        for (String name : List.of("inbox", "outputs", "state")) {
            Files.createDirectories(folder.resolve(name));
        }
        TestWorkspace media = new TestWorkspace(Files.createDirectory(folder.resolve("made")));
        Path picture = Files.createDirectories(folder.resolve("media")).resolve("a.png");
        Files.move(media.writePicture("a.png", 300, 200, 1), picture);
        for (String name : List.of("api", "api-2")) {
            int server = start(name, name, ports.get(name));
            await().atMost(SOON).until(() -> isHealthy(name, server));
        }
        List<Integer> metrics = new ArrayList<>();
        int workers = (int) ((Map<?, ?>) services.get("worker").get("deploy")).get("replicas");
        for (int i = 1; i <= workers; i++) {
            metrics.add(start("worker", "worker-" + i, TestPorts.free()));
        }
        Matcher gallery = GALLERY.matcher(log("api"));
        assertThat(gallery.find()).isTrue();
        String token = gallery.group(1);
        for (int worker : metrics) {
            await().atMost(SOON).until(() -> isHealthy("worker", worker));
        }

        HttpRequest.Builder post = HttpRequest.newBuilder(uri("api", "/v1/events"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(event("by-http")));
        assertThat(send(post, token).statusCode()).isEqualTo(202);
        publish(event("by-broker"));

        for (String server : ports.keySet()) {
            await().atMost(SOON).until(() -> runs(server, token).size() == 2);
        }
        assertThatOneSessionIsEnoughForBoth(token);
        await().atMost(SOON).until(() -> mirrored("run.json") == 2);
        assertThat(mirrored("output_01.png")).isEqualTo(2);
        for (int worker : metrics) {
            assertThat(get(worker, "/observe/metrics"))
                    .contains("runfolio_mirror_lag_runs", "runfolio_intake_messages_total{broker=\"jms\"");
        }
        for (String name : List.of("api", "api-2", "worker-1", "worker-2", "worker-3")) {
            assertThat(log(name)).doesNotContain("hush-hush").doesNotContain(S3Server.SECRET);
        }
    }

    private void publish(String event) throws Exception {
        try (ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(brokerUrl());
                var connection = factory.createConnection();
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
            session.createProducer(session.createQueue("runfolio.events")).send(session.createTextMessage(event));
        }
    }

    private String event(String key) {
        return TestWorkspace.event(key, "succeeded", "a.png").replace("\"media/", "\"" + folder.resolve("media") + "/");
    }

    /** Returns the number of originals or records of a name in the object store. */
    private long mirrored(String name) throws IOException {
        try (Stream<Path> tree = Files.walk(objects.objects())) {
            return tree.filter(file -> file.endsWith(name)).count();
        }
    }

    /** Runs the health check of a service, with the port of the process in the place of the container's. */
    private boolean isHealthy(String service, int management) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        ((List<?>) ((Map<?, ?>) services.get(service).get("healthcheck")).get("test"))
                .stream()
                        .skip(1)
                        .map(word -> word.toString().replace("/9876", "/" + management))
                        .forEach(command::add);
        return new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
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

    private static String get(int port, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
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
    private int start(String service, String name, int httpPort) throws IOException {
        List<String> command = new ArrayList<>(ServerProcess.java(
                ServerProcess.classPathWithoutTests(), List.of("-Xmx256m"), List.of(RunfolioCommand.class.getName())));
        ((List<?>) services.get(service).get("command")).forEach(word -> command.add(word.toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile());
        environment(services.get(service))
                .forEach((key, value) -> builder.environment().put(key, here(value)));
        int management = TestPorts.free();
        builder.environment().put("RUNFOLIO_HTTP_PORT", String.valueOf(httpPort));
        builder.environment().put("RUNFOLIO_HTTP_MANAGEMENT_PORT", String.valueOf(management));
        processes.add(builder.start());
        return management;
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
        return value.replaceAll("\\$\\{(POSTGRES|ARTEMIS)_PASSWORD.*}", PASSWORD)
                .replaceAll("\\$\\{S3_ACCESS_KEY.*}", S3Server.KEY)
                .replaceAll("\\$\\{S3_SECRET_KEY.*}", S3Server.SECRET)
                .replace("jdbc:postgresql://postgres/", "jdbc:postgresql://localhost:" + database.getPort() + "/")
                .replace("tcp://artemis:61616", brokerUrl())
                .replace("http://s3:8333", "http://127.0.0.1:" + objects.port())
                .replace("s3://runfolio", "s3://" + S3Server.BUCKET)
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
