package io.runfolio.cli;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.runfolio.JavaProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs commands one after the other in a JVM that obeys permissions, even if the tests run as root. */
final class CommandBatch {
    private static final ObjectMapper JSON = new ObjectMapper();

    private CommandBatch() {}

    /** Runs commands in a child JVM and returns their results. Its working directory is the folder of the lists. */
    static List<CommandResult> run(Path folder, List<List<String>> commands) throws IOException, InterruptedException {
        Path wanted = folder.resolve("commands.json");
        Path results = folder.resolve("results.json");
        Files.write(wanted, JSON.writeValueAsBytes(commands));
        List<String> line = new ArrayList<>();
        if (Files.getOwner(folder).getName().equals("root")) {
            line.addAll(List.of(
                    "setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all", "--no-new-privs"));
        }
        List<String> command = JavaProgram.command(
                line, List.of("-Xmx400m"), CommandBatch.class, List.of(wanted.toString(), results.toString()));
        Path log = folder.resolve("batch.log");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (!process.waitFor(3, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new IllegalStateException("the commands did not end: " + Files.readString(log));
            }
        } finally {
            process.destroyForcibly();
        }
        return JSON.readValue(Files.readAllBytes(results), new TypeReference<List<CommandResult>>() {});
    }

    /** Returns whether a child can be started that permissions hold for. */
    static boolean isPossible() throws InterruptedException {
        if (!System.getProperty("user.name").equals("root")) {
            return true;
        }
        try {
            return new ProcessBuilder("setpriv", "--bounding-set=-dac_override", "--inh-caps=-all", "true")
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Takes a file with a list of commands, and one for what they end with. */
    public static void main(String[] arguments) throws IOException {
        List<List<String>> commands =
                JSON.readValue(Files.readAllBytes(Path.of(arguments[0])), new TypeReference<>() {});
        List<CommandResult> results = new ArrayList<>();
        for (List<String> command : commands) {
            results.add(CommandResult.runfolio(command.toArray(String[]::new)));
            Files.write(Path.of(arguments[1]), JSON.writeValueAsBytes(results));
        }
        System.exit(0);
    }
}
