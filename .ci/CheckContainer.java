import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Checks, as far as that goes without a container engine, that the container files hold what they promise. */
public class CheckContainer {
    public static void main(String[] arguments) throws Exception {
        String dockerfile = Files.readString(Path.of("Dockerfile"));
        demand(dockerfile.matches("(?s).*\nUSER \\d+:\\d+\n.*"), "the image runs as a numbered user that is not root");
        demand(!dockerfile.matches("(?s).*\nUSER 0.*"), "the image does not run as root");
        demand(dockerfile.contains("\nHEALTHCHECK "), "the image has a health check");
        demand(dockerfile.contains("ffmpeg"), "the image has the distribution's ffmpeg");
        demand(dockerfile.contains("ENTRYPOINT [\""), "the entry point is a list, so that signals reach the worker");
        String archive = "/opt/runfolio/runfolio.jsa";
        demand(
                dockerfile.contains("-XX:ArchiveClassesAtExit=" + archive + " -jar /opt/runfolio/runfolio.jar demo")
                        && dockerfile.split("-XX:SharedArchiveFile=" + archive, -1).length == 3,
                "worker and health check start from the archive of classes that the build makes");
        for (String line : dockerfile.lines().filter(line -> line.startsWith("COPY ")).toList()) {
            for (String source : line.replaceAll("--\\S+\\s+", "").split("\\s+")) {
                boolean ours = !source.equals("COPY") && !source.startsWith("/") && !source.startsWith(".");
                demand(!ours || line.contains("--from=") || Files.exists(Path.of(source)), source + " is there to copy");
            }
        }
        String compose = Files.readString(Path.of("docker-compose.yml"));
        for (String promise : List.of(
                "read_only: true", "no-new-privileges:true", "cap_drop:", "tmpfs:", "/inbox", "/outputs", "healthcheck:",
                "stop_grace_period:", "mem_limit:")) {
            demand(compose.contains(promise), "docker-compose.yml says " + promise);
        }
        demand(compose.contains("- /tmp:exec,"), "native libraries can be loaded from /tmp");
        demand(!compose.contains("privileged: true"), "the container is not privileged");
        demand(compose.lines().noneMatch(line -> line.contains("\t")), "docker-compose.yml has no tabs");
        System.out.println("Dockerfile and docker-compose.yml hold what they promise");
    }

    private static void demand(boolean holds, String what) {
        if (!holds) {
            System.err.println("NOT SO: " + what);
            System.exit(1);
        }
    }
}
