import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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

    private static void demand(boolean holds, String what) {
        if (!holds) {
            System.err.println("Dockerfile or compose files: not fulfilled: " + what);
            System.exit(1);
        }
    }
}
