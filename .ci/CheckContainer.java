import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks the container files as far as possible without a container engine. */
public class CheckContainer {
    public static void main(String[] arguments) throws Exception {
        String dockerfile = Files.readString(Path.of("Dockerfile"));
        demand(dockerfile.matches("(?s).*\nUSER \\d+:\\d+\n.*"), "the image runs as a numbered user that is not root");
        demand(!dockerfile.matches("(?s).*\nUSER 0.*"), "the image does not run as root");
        demand(dockerfile.contains("\nHEALTHCHECK "), "the image has a health check");
        demand(dockerfile.contains("ffmpeg"), "the image has the distribution's ffmpeg");
        demand(dockerfile.contains("ENTRYPOINT [\""), "the entry point is a list, so that signals reach the worker");
        demand(
                dockerfile.contains("bin/runfolio demo") && dockerfile.contains("bin/runfolio status"),
                "the image build makes the archives of classes for worker and health check");
        demand(
                dockerfile.contains("ENTRYPOINT [\"runfolio\"]")
                        && dockerfile.contains("CMD [\"runfolio\", \"status\""),
                "worker and health check start by bin/runfolio");
        List<String> sent = Files.readAllLines(Path.of(".dockerignore"));
        for (String line :
                dockerfile.lines().filter(line -> line.startsWith("COPY ")).toList()) {
            for (String source : line.replaceAll("--\\S+\\s+", "").split("\\s+")) {
                boolean ours = !source.equals("COPY") && !source.startsWith("/") && !source.startsWith(".");
                boolean local = ours && !line.contains("--from=");
                demand(!local || Files.exists(Path.of(source)), source + " exists");
                demand(
                        !local || sent.contains("!" + source.replaceAll("/.*", "")),
                        source + " is not in .dockerignore");
            }
        }
        demand(dockerfile.endsWith("FROM runtime\n"), "the default image is the one without extensions");
        demand(
                dockerfile.contains("FROM runtime AS cluster\nCOPY --from=build-extensions"),
                "the cluster's image adds the extensions alone");
        demand(dockerfile.contains("chown 10001:10001 /inbox /outputs /state"), "new volumes belong to the user");
        checkCompose("docker-compose.yml", "/inbox");
        checkCompose(
                "docker-compose.cluster.yml",
                "target: cluster",
                "pg_isready",
                "service_healthy",
                "${POSTGRES_PASSWORD:?");
        checkServices("docker-compose.cluster.yml");
        System.out.println("Dockerfile and compose files pass");
    }

    private static void checkCompose(String file, String... more) throws Exception {
        String compose = Files.readString(Path.of(file));
        List<String> promises = new ArrayList<>(List.of(
                "read_only: true",
                "no-new-privileges:true",
                "cap_drop:",
                "tmpfs:",
                "- /tmp:exec,", // native libraries can be loaded from there
                "/outputs",
                "/state",
                "\"--create-token\"",
                "healthcheck:",
                "stop_grace_period:",
                "mem_limit:"));
        promises.addAll(List.of(more));
        for (String promise : promises) {
            demand(compose.contains(promise), file + " has " + promise);
        }
        demand(
                compose.lines()
                        .filter(line -> line.matches("\\s+- \"[0-9.:]*:\\d+\""))
                        .allMatch(line -> line.contains("\"127.0.0.1:")),
                "ports are published on the loopback interface only");
        demand(!compose.contains("privileged: true"), "the containers of " + file + " are not privileged");
        demand(compose.lines().noneMatch(line -> line.contains("\t")), file + " has no tabs");
    }

    /** Checks each service of the cluster, what it mounts and asks for, and what Prometheus and Grafana read. */
    private static void checkServices(String file) throws Exception {
        String compose = Files.readString(Path.of(file)).replaceAll("(?m)^\\s*#.*\n", "");
        String shared = part(compose, "(?m)^x-runfolio: &runfolio\n", "(?m)^\\S");
        Map<String, String> services = new LinkedHashMap<>();
        String all = part(compose, "(?m)^services:\n", "(?m)^\\S");
        Matcher names = Pattern.compile("(?m)^  ([\\w-]+):.*\n").matcher(all);
        while (names.find()) {
            String own = part(all.substring(names.start()), "^  [\\w-]+:.*\n", "(?m)^  \\S");
            String merged =
                    own.contains("<<: *api") ? services.get("api") : own.contains("<<: *runfolio") ? shared : "";
            services.put(names.group(1), own + merged);
        }
        demand(
                services.keySet()
                        .equals(Set.of("postgres", "artemis", "s3", "worker", "api", "prometheus", "grafana", "api-2")),
                file + " has the services of a cluster: " + services.keySet());
        Set<String> volumes = new TreeSet<>(found("(?m)^  (\\w+):$", part(compose, "(?m)^volumes:\n", "\\z")));
        Set<String> used = new TreeSet<>();
        services.forEach((name, service) -> {
            String place = file + ", " + name + ": ";
            demand(service.contains("healthcheck:"), place + "a health check");
            demand(service.contains("mem_limit:"), place + "a limit of its memory");
            List<String> images = found("(?m)^ +image: (\\S+)$", service);
            demand(
                    images.size() == 1 && images.get(0).matches("[\\w./-]+:v?\\d+(\\.\\d+)+"),
                    place + "an image with a version: " + images);
            for (String port : found("(?m)^ +- \"(\\S+:\\d+)\"$", service)) {
                demand(port.startsWith("127.0.0.1:"), place + "ports on the loopback interface only: " + port);
            }
            for (String mounted : found("(?m)^ +- (\\.?[\\w./-]+):/\\S+$", service)) {
                if (mounted.startsWith("./")) {
                    demand(mounted.equals("./media") || Files.exists(Path.of(mounted)), place + mounted + " exists");
                } else {
                    used.add(mounted);
                }
            }
            for (String other : found("(?m)^      (\\w+):\n        condition: service_healthy$", service)) {
                demand(services.containsKey(other), place + "it waits for " + other);
            }
        });
        demand(volumes.equals(used), "volumes of " + file + " are declared and used: " + volumes + ", " + used);
        for (String secret : found("(?m)^ +\\w*(?:PASSWORD|SECRET\\w*|ACCESS_KEY_ID): (.+)$", compose)) {
            demand(secret.matches("\"\\$\\{[A-Z0-9_]+:\\?.+}\""), file + " has secrets from the environment only");
        }
        checkWatch(services);
    }

    private static void checkWatch(Map<String, String> services) throws Exception {
        String scraped = Files.readString(Path.of("ops/prometheus/prometheus.cluster.yml"));
        Set<String> targets = new TreeSet<>(found("\"([\\w-]+)\"", part(scraped, "- names: \\[", "]")));
        Set<String> watched = new TreeSet<>(services.keySet());
        watched.removeIf(name -> !services.get(name).contains("<<: *environment"));
        demand(targets.equals(watched), "Prometheus scrapes " + watched + ", not " + targets);
        demand(
                services.get("prometheus").contains("/etc/prometheus/prometheus.yml:ro")
                        && services.get("prometheus").contains("/etc/prometheus/alerts.yml:ro")
                        && scraped.contains("- alerts.yml"),
                "Prometheus has its configuration and the alert rules");
        String provider = Files.readString(Path.of("ops/grafana/provisioning/dashboards/runfolio.yml"));
        List<String> paths = found("path: (\\S+)", provider);
        demand(
                paths.size() == 1 && services.get("grafana").contains(":" + paths.get(0) + "/runfolio.json:ro"),
                "Grafana finds the dashboard: " + paths);
        String source = Files.readString(Path.of("ops/grafana/provisioning/datasources/prometheus.yml"));
        List<String> urls = found("url: http://(\\w+):9090", source);
        demand(urls.equals(List.of("prometheus")), "Grafana asks the service of Prometheus: " + urls);
    }

    /** Returns the text after the first match of a pattern, up to the next match of another one. */
    private static String part(String text, String from, String to) {
        Matcher start = Pattern.compile(from).matcher(text);
        if (!start.find()) {
            return "";
        }
        Matcher end = Pattern.compile(to).matcher(text);
        return text.substring(start.end(), end.find(start.end()) ? end.start() : text.length());
    }

    private static List<String> found(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    private static void demand(boolean holds, String what) {
        if (!holds) {
            System.err.println("Dockerfile or compose files: not fulfilled: " + what);
            System.exit(1);
        }
    }
}
