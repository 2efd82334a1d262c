package io.runfolio.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.TestWorkspace;
import io.runfolio.WorkerProcess;
import io.runfolio.json.CollidingFieldNames;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The container's command in temporary folders: its gallery and its metrics.
 *
 * <p>Its arguments and environment are those of {@code docker-compose.yml}. The queries of the dashboard and of the
 * alert rules must find their metrics.
 */
class DashboardIT {
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final Pattern ENVIRONMENT = Pattern.compile("(?m)^(?:ENV)? +(RUNFOLIO_\\w+)=(\\S+)");
    /** Metrics of Prometheus itself, and of artifacts that are not here. Unit tests compare those. */
    private static final Set<String> FROM_ELSEWHERE = Stream.concat(
                    Stream.of("up", "runfolio_intake_messages_total"), MirrorMetricsTest.USED.stream())
            .collect(Collectors.toUnmodifiableSet());

    @TempDir
    static Path folder;

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static Process worker;
    private static Path log;
    private static int port;
    private static int management;
    private static List<PromSample> samples;

    @BeforeAll
    static void start() throws Exception {
        try (ServerSocket one = new ServerSocket(0);
                ServerSocket two = new ServerSocket(0)) {
            port = one.getLocalPort();
            management = two.getLocalPort();
        }
        TestWorkspace workspace = new TestWorkspace(folder);
        log = folder.resolve("container.log");
        Files.createDirectories(folder.resolve("image"));
        worker = launch(workspace, "first.log");
        await().atMost(SOON).until(() -> answers(management, "/observe/health/ready"));
        workspace.writePicture("good.png", 64, 64, 1);
        Files.writeString(workspace.media.resolve("broken.png"), "not a picture");
        drop(workspace, "good.json", event(workspace, "good", "good.png", "broken.png"));
        drop(workspace, "refused.json", "{");
        await().atMost(SOON).until(DashboardIT::hasDoneAll);
    }

    @AfterAll
    static void stop() throws InterruptedException {
        if (worker != null) {
            worker.destroy();
            assertThat(worker.waitFor(30, TimeUnit.SECONDS))
                    .as("SIGTERM ends it")
                    .isTrue();
        }
    }

    /** Starts the command of the compose file. What the image has as absolute paths is below the temporary folder. */
    private static Process launch(TestWorkspace workspace, String name) throws IOException {
        JsonNode service = YamlFile.read(Path.of("docker-compose.yml")).at("/services/runfolio");
        List<String> command = new ArrayList<>(WorkerProcess.commandLine(workspace));
        // a small young generation, so that there are collections to be measured
        command.add(1, "-Xmn8m");
        service.get("command").forEach(word -> command.add(word.asText()));
        Files.writeString(folder.resolve("webhook-secret"), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        Path policy = Files.writeString(
                folder.resolve("retention.yaml"),
                "rules:\n  - name: old\n    match: {created: {olderThan: 1y}}\n    action: binaries\n");
        for (String setting : List.of(
                "runfolio.min-free=1MiB",
                "runfolio.retention.policy=" + policy,
                "runfolio.workflow.kinds.llm=orders",
                "runfolio.workflow.webhooks=https://hooks.example/runfolio",
                "runfolio.workflow.webhook-secret-file=" + folder.resolve("webhook-secret"),
                "runfolio.announce.webhooks=https://hooks.example/runfolio",
                "runfolio.announce.webhook-secret-file=" + folder.resolve("webhook-secret"))) {
            command.add("--set");
            command.add(setting);
        }
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.resolve("image").toFile())
                .redirectError(folder.resolve(name).toFile())
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment(service));
        return builder.start();
    }

    private static Map<String, String> environment(JsonNode service) throws IOException {
        Map<String, String> environment = new TreeMap<>();
        Matcher image = ENVIRONMENT.matcher(Files.readString(Path.of("Dockerfile")));
        while (image.find()) {
            environment.put(image.group(1), image.group(2).replaceAll("(^|,)/", "$1" + folder + "/"));
        }
        service.get("environment")
                .properties()
                .forEach(each -> environment.put(each.getKey(), each.getValue().asText()));
        assertThat(environment).containsKeys("RUNFOLIO_INBOX", "RUNFOLIO_HTTP_TOKENS_FILE", "RUNFOLIO_HTTP_HOST");
        environment.compute("RUNFOLIO_SHARE_BASE_URL", (key, url) -> url.replace("8080", String.valueOf(port)));
        environment.put("RUNFOLIO_HTTP_PORT", String.valueOf(port));
        environment.put("RUNFOLIO_HTTP_MANAGEMENT_PORT", String.valueOf(management));
        return environment;
    }

    private static void drop(TestWorkspace workspace, String name, String event) throws IOException {
        Path part = Files.writeString(workspace.inbox.resolve(name + ".part"), event);
        Files.move(part, workspace.inbox.resolve(name));
    }

    private static String event(TestWorkspace workspace, String key, String... files) {
        return TestWorkspace.event(key, "succeeded", files).replace("\"media/", "\"" + workspace.media + "/");
    }

    private static boolean hasDoneAll() throws IOException, InterruptedException {
        samples = PromSample.parse(get(management, "/observe/metrics").body());
        return value("runfolio_events_total", "outcome", "bundled") == 1
                && value("runfolio_events_total", "outcome", "refused") == 1
                && value("runfolio_events_in_flight", "", "") == 0
                && value("runfolio_events_queued", "", "") == 0
                && value("runfolio_webhooks", "state", "waiting") == 0;
    }

    /** Returns the value of a sample; NaN if absent. */
    private static double value(String metric, String label, String value) {
        return samples.stream()
                .filter(sample -> sample.metric().equals(metric))
                .filter(sample ->
                        label.isEmpty() || value.equals(sample.labels().get(label)))
                .mapToDouble(PromSample::value)
                .findFirst()
                .orElse(Double.NaN);
    }

    private static HttpResponse<String> get(int at, String path, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + at + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static boolean answers(int at, String path) throws InterruptedException {
        try {
            return get(at, path).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    static Stream<String> expressions() throws IOException {
        List<String> all = new ArrayList<>();
        CollidingFieldNames.robustMapper()
                .readTree(Path.of("ops", "grafana", "runfolio.json").toFile())
                .findValuesAsText("expr")
                .forEach(all::add);
        assertThat(all).as("queries of the dashboard").hasSizeGreaterThan(30);
        List<String> rules =
                YamlFile.read(Path.of("ops", "prometheus", "alerts.yml")).findValuesAsText("expr");
        assertThat(rules).as("alert rules").hasSizeGreaterThan(15);
        all.addAll(rules);
        return all.stream();
    }

    @Test
    void every_query_of_dashboard_and_alerts_finds_its_metrics_and_labels() throws Exception {
        List<String> missing = new ArrayList<>();
        for (String expression : expressions().toList()) {
            PromQuery query = PromQuery.of(expression);
            assertThat(query.selectors()).as(expression).isNotEmpty();
            Set<String> labels = new TreeSet<>();
            for (PromQuery.Selector selector : query.selectors()) {
                if (FROM_ELSEWHERE.contains(selector.metric())) {
                    labels.addAll(query.groupLabels());
                    continue;
                }
                List<PromSample> found =
                        samples.stream().filter(selector::accepts).toList();
                if (found.isEmpty()) {
                    missing.add(selector + " of " + expression);
                }
                found.forEach(sample -> labels.addAll(sample.labels().keySet()));
            }
            if (!labels.containsAll(query.groupLabels())) {
                missing.add(query.groupLabels() + " of " + expression);
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void histograms_of_the_stages_have_what_was_done() {
        assertThat(value("runfolio_stage_seconds_count", "stage", "run")).isEqualTo(2);
        assertThat(value("runfolio_stage_seconds_count", "stage", "asset")).isEqualTo(2);
        assertThat(samples.stream()
                        .filter(sample -> sample.metric().equals("runfolio_stage_seconds_bucket"))
                        .filter(sample -> "run".equals(sample.labels().get("stage")))
                        .map(PromSample::value)
                        .toList())
                .as("buckets are cumulative")
                .isSorted()
                .hasSizeGreaterThan(10)
                .endsWith(2.0);
        assertThat(value("runfolio_assets_total", "state", "ready")).isEqualTo(1);
        assertThat(value("runfolio_disk_free_bytes", "folder", "outputs")).isGreaterThan(1 << 20);
        assertThat(value("runfolio_intake_paused", "", "")).isZero();
        assertThat(value("runfolio_events_oldest_age_seconds", "", "")).isZero();
    }

    @Test
    void the_printed_address_opens_the_gallery_and_its_token_the_api() throws Exception {
        List<String> printed = Files.readAllLines(log);
        assertThat(printed).singleElement().asString().startsWith("gallery: ");
        URI address = URI.create(printed.get(0).substring("gallery: ".length()));
        assertThat(address.getQuery()).as("a query would be logged").isNull();
        assertThat(address.getPort()).isEqualTo(port);
        assertThat(get(port, address.getPath()).statusCode()).isEqualTo(200);
        String token = address.getFragment().substring("token=".length());
        assertThat(get(port, "/v1/artifacts").statusCode()).isEqualTo(401);
        HttpResponse<String> artifacts = get(port, "/v1/artifacts", "Authorization", "Bearer " + token);
        assertThat(artifacts.statusCode()).isEqualTo(200);
        assertThat(artifacts.body()).contains("good");
        assertThat(folder.resolve("first.log")).content().doesNotContain(token);
    }

    @Test
    void a_read_only_root_file_system_suffices() throws IOException {
        try (Stream<Path> written = Files.list(folder.resolve("image"))) {
            assertThat(written).as("the working directory of the image").isEmpty();
        }
    }
}
