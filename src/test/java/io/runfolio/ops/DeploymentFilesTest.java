package io.runfolio.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.settings.RunfolioSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The files for Docker, Kubernetes and systemd name what the product has. */
class DeploymentFilesTest {
    private static final Path KUBERNETES = Path.of("ops", "kubernetes");
    private static final Path UNIT = Path.of("ops", "systemd", "runfolio.service");
    private static final Set<String> OPTIONS = Set.of("worker", "--http", "--create-token");

    private static JsonNode manifest(String name) throws IOException {
        return YamlFile.read(KUBERNETES.resolve(name + ".yaml"));
    }

    private static Set<String> variables() {
        return RunfolioSettings.keys().stream()
                .map(key -> key.replace('.', '_').replace('-', '_').toUpperCase(java.util.Locale.ROOT))
                .collect(Collectors.toSet());
    }

    private static RunfolioSettings settings(Map<String, String> variables) {
        assertThat(variables()).containsAll(variables.keySet());
        Map<String, String> values = new TreeMap<>();
        RunfolioSettings.keys().forEach(key -> {
            String name = key.replace('.', '_').replace('-', '_').toUpperCase(java.util.Locale.ROOT);
            if (variables.containsKey(name)) {
                values.put(key, variables.get(name));
            }
        });
        return RunfolioSettings.from(values);
    }

    private static Map<String, String> unitVariables() throws IOException {
        Map<String, String> variables = new TreeMap<>();
        for (String value : unit("Environment")) {
            String[] pair = value.replace("\"", "").split("=", 2);
            variables.put(pair[0], pair[1]);
        }
        return variables;
    }

    private static List<String> unit(String key) throws IOException {
        return Files.readAllLines(UNIT).stream()
                .filter(line -> line.startsWith(key + "="))
                .map(line -> line.substring(key.length() + 1))
                .toList();
    }

    @Test
    void compose_sets_existing_keys_and_publishes_on_the_loopback_interface_only() throws IOException {
        JsonNode service = YamlFile.read(Path.of("docker-compose.yml")).at("/services/runfolio");
        Map<String, String> variables = new TreeMap<>();
        service.get("environment")
                .properties()
                .forEach(each -> variables.put(each.getKey(), each.getValue().asText()));
        RunfolioSettings settings = settings(variables);
        List<String> ports = texts(service.get("ports"));
        assertThat(ports).containsExactly("127.0.0.1:8080:" + settings.http().port());
        assertThat(settings.share().baseUrl()).hasValue("http://127.0.0.1:8080");
        assertThat(settings.http().isLoopback()).isFalse();
        assertThat(texts(service.get("command"))).containsExactlyInAnyOrderElementsOf(OPTIONS);
        assertThat(service.get("read_only").asBoolean()).isTrue();
        long grace = settings.worker().shutdownGrace().toSeconds();
        assertThat(seconds(service.get("stop_grace_period").asText())).isGreaterThan(grace + 5);
    }

    @Test
    void the_cluster_sets_existing_keys_and_its_metrics_are_reached_from_outside() throws IOException {
        JsonNode services = YamlFile.read(Path.of("docker-compose.cluster.yml")).get("services");
        for (String name : List.of("worker", "api")) {
            Map<String, String> variables = new TreeMap<>();
            for (String part : List.of("<<", "")) { // the parser does not merge what is shared
                JsonNode environment = services.get(name).get("environment");
                JsonNode values = part.isEmpty() ? environment : environment.path(part);
                values.properties().stream()
                        .filter(each -> each.getKey().startsWith("RUNFOLIO_"))
                        .forEach(each ->
                                variables.put(each.getKey(), each.getValue().asText()));
            }
            RunfolioSettings settings = settings(variables);
            assertThat(settings.http().isManagementLoopback()).as(name).isFalse();
            assertThat(settings.http().managementPort())
                    .as("the port that is scraped")
                    .isEqualTo(9876);
            assertThat(settings.mirror().isEnabled()).isEqualTo(name.equals("worker"));
        }
    }

    private static long seconds(String text) {
        return Long.parseLong(text.replace("s", ""));
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(each -> texts.add(each.asText()));
        return texts;
    }

    @Test
    void kubernetes_sets_existing_keys_and_its_ports_and_probes_are_those_of_the_settings() throws IOException {
        Map<String, String> variables = new TreeMap<>();
        manifest("configmap")
                .get("data")
                .properties()
                .forEach(each -> variables.put(each.getKey(), each.getValue().asText()));
        RunfolioSettings settings = settings(variables);
        JsonNode pod = manifest("deployment").at("/spec/template/spec");
        JsonNode container = pod.at("/containers/0");
        Map<String, Integer> ports = new TreeMap<>();
        container
                .get("ports")
                .forEach(port -> ports.put(
                        port.get("name").asText(), port.get("containerPort").asInt()));
        assertThat(ports)
                .isEqualTo(Map.of(
                        "http",
                        settings.http().port(),
                        "management",
                        settings.http().managementPort()));
        assertThat(settings.http().isManagementLoopback()).as("probes reach it").isFalse();
        assertThat(texts(container.get("args"))).containsExactlyInAnyOrderElementsOf(OPTIONS);
        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            assertThat(container.at("/" + probe + "/httpGet/port").asText()).isEqualTo("management");
            assertThat(container.at("/" + probe + "/httpGet/path").asText())
                    .isEqualTo("/observe/health/" + (probe.startsWith("readiness") ? "ready" : "live"));
        }
        assertThat(pod.get("terminationGracePeriodSeconds").asLong())
                .isGreaterThan(settings.worker().shutdownGrace().toSeconds() + 5);
        String data = container.at("/volumeMounts/0/mountPath").asText() + "/";
        assertThat(Stream.of(
                                settings.folders().inbox(),
                                settings.folders().outputs(),
                                settings.workflow().runs(),
                                settings.http().tokensPath())
                        .map(Path::toString))
                .as("all that is written is on the volume")
                .allMatch(path -> path.startsWith(data));
    }

    @Test
    void kubernetes_pods_meet_the_restricted_profile_and_all_manifests_belong_together() throws IOException {
        JsonNode pod = manifest("deployment").at("/spec/template/spec");
        assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
        assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
        JsonNode security = pod.at("/containers/0/securityContext");
        assertThat(security.get("allowPrivilegeEscalation").asBoolean(true)).isFalse();
        assertThat(security.get("readOnlyRootFilesystem").asBoolean()).isTrue();
        assertThat(texts(security.at("/capabilities/drop"))).containsExactly("ALL");
        assertThat(Files.readString(Path.of("Dockerfile")))
                .contains("USER " + pod.at("/securityContext/runAsUser").asText() + ":");

        String name = "runfolio";
        JsonNode labels = manifest("deployment").at("/spec/template/metadata/labels");
        for (String selector : List.of(
                "deployment/spec/selector/matchLabels",
                "service/spec/selector",
                "networkpolicy/spec/podSelector/matchLabels",
                "poddisruptionbudget/spec/selector/matchLabels")) {
            int slash = selector.indexOf('/');
            assertThat(manifest(selector.substring(0, slash)).at(selector.substring(slash)))
                    .as(selector)
                    .isEqualTo(labels);
        }
        assertThat(pod.at("/volumes/0/persistentVolumeClaim/claimName").asText())
                .isEqualTo(
                        manifest("persistentvolumeclaim").at("/metadata/name").asText());
        assertThat(pod.at("/containers/0/envFrom/0/configMapRef/name").asText()).isEqualTo(name);
        try (Stream<Path> files = Files.list(KUBERNETES)) {
            assertThat(texts(manifest("kustomization").get("resources")))
                    .containsExactlyInAnyOrderElementsOf(
                            files.map(file -> file.getFileName().toString())
                                    .filter(file -> !file.equals("kustomization.yaml"))
                                    .toList());
        }
    }

    @Test
    void the_unit_sets_existing_keys_and_writes_below_its_state_folder_only() throws IOException {
        Map<String, String> variables = unitVariables();
        variables.remove("RUNFOLIO_JAVA_OPTS");
        RunfolioSettings settings = settings(variables);
        assertThat(unit("ReadWritePaths")).containsExactly("/var/lib/runfolio");
        assertThat(unit("StateDirectory")).containsExactly("runfolio");
        assertThat(Stream.of(
                                settings.folders().inbox(),
                                settings.folders().outputs(),
                                settings.workflow().runs(),
                                settings.http().tokensPath())
                        .map(Path::toString))
                .allMatch(path -> path.startsWith("/var/lib/runfolio/"));
        assertThat(settings.http().isLoopback()).isTrue();
        assertThat(Long.parseLong(unit("TimeoutStopSec").get(0)))
                .isGreaterThan(settings.worker().shutdownGrace().toSeconds() + 5);
    }

    @Test
    void the_unit_starts_by_the_script_with_existing_options_and_knows_the_exit_code() throws IOException {
        String start = unit("ExecStart").get(0);
        assertThat(start).startsWith("/opt/runfolio/bin/runfolio ");
        assertThat(List.of(start.split(" ")).subList(1, 4)).containsExactlyInAnyOrderElementsOf(OPTIONS);
        assertThat(Path.of("bin", "runfolio")).content().contains("RUNFOLIO_JAVA_OPTS");
        assertThat(unit("Type")).as("nothing reports a start to systemd").containsExactly("exec");
        assertThat(unit("SuccessExitStatus")).containsExactly("143");
        assertThat(unit("NoNewPrivileges")).containsExactly("yes");
        assertThat(unit("ProtectSystem")).containsExactly("strict");
        assertThat(unit("MemoryMax")).hasSize(1);
    }
}
