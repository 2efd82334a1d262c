package io.runfolio.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.runfolio.TestWorkspace;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs every command into foreseen faults of its surroundings. It must say in one line what is wrong, and end with the
 * exit code of the README.
 */
class CommandFaultsIT {
    /** Text that no message for people holds: names of classes, frames of a trace, the usage. */
    private static final List<String> INNARDS =
            List.of("Exception", "\tat ", "java.", "org.apache", "io.runfolio.", "Usage:", "please report");

    private static final List<String> COMMANDS = List.of(
            "worker --drain",
            "submit event.json",
            "list",
            "list --tag x",
            "search",
            "show RUN",
            "status",
            "failed list",
            "failed show wrong.json",
            "failed retry --all",
            "doctor",
            "doctor --repair",
            "verify",
            "templates",
            "workflow list",
            "workflow check",
            "token create ada --scope read",
            "token list",
            "token revoke ada",
            "compare RUN",
            "approve ARTIFACT",
            "export RUN --to out",
            "import export.zip",
            "adopt outputs",
            "index rebuild",
            "catalog rebuild");

    private static final String KINDS = " --set runfolio.workflow.kinds.llm=exec:/bin/true";

    private static final String[] PLACES = {"--inbox", "inbox", "--outputs", "outputs"};

    @TempDir
    static Path folder;

    private static String run;
    private static String artifact;

    @BeforeAll
    static void bundle() throws Exception {
        assumeTrue(CommandBatch.isPossible(), "needs setpriv where the tests run as root");
        TestWorkspace testWorkspace = new TestWorkspace(folder.resolve("world"));
        testWorkspace.writePicture("a.png", 64, 48, 1);
        testWorkspace.drop("a.json", TestWorkspace.event("a", "succeeded", "a.png", "a.png"));
        testWorkspace.drop("wrong.json", "{\"status\": \"succeeded\"}");
        Files.writeString(testWorkspace.root.resolve("event.json"), TestWorkspace.event("b", "succeeded", "a.png"));
        String[] places = {"--inbox", testWorkspace.inbox.toString(), "--outputs", testWorkspace.outputs.toString()};
        assertThat(CommandResult.runfolio(with(
                                places, "worker", "--drain", "--set", "runfolio.source-roots=" + testWorkspace.root))
                        .code())
                .isEqualTo(3);
        run = testWorkspace.indexLines().get(0).get("run_id").asText();
        artifact = CommandResult.runfolio(with(places, "search", "--json"))
                .json()
                .at("/items/0/id")
                .asText();
        String zip = testWorkspace.root.resolve("export.zip").toString();
        assertThat(CommandResult.runfolio(with(places, "export", "--all", "--form", "bundle", "--to", zip))
                        .code())
                .isZero();
    }

    private static String[] with(String[] places, String... command) {
        return Stream.concat(Stream.of(command), Stream.of(places)).toArray(String[]::new);
    }

    @FunctionalInterface
    private interface Meddling {
        void with(Path world) throws IOException;
    }

    /** Runs commands in a world of their own, after something happened to it, and returns their results. */
    private static Map<String, CommandResult> meet(String name, Meddling meddling, List<String> commands)
            throws Exception {
        Path world = folder.resolve(name);
        try (Stream<Path> all = Files.walk(folder.resolve("world"))) {
            for (Path one : all.toList()) {
                Files.copy(
                        one,
                        world.resolve(folder.resolve("world").relativize(one).toString()));
            }
        }
        meddling.with(world);
        try {
            List<CommandResult> ran = CommandBatch.run(
                    world,
                    commands.stream()
                            .map(command -> List.of(with(
                                    command.startsWith("demo") || command.startsWith("corpus") ? new String[0] : PLACES,
                                    command.replace("RUN", run)
                                            .replace("ARTIFACT", artifact)
                                            .split(" "))))
                            .toList());
            Map<String, CommandResult> results = new TreeMap<>();
            for (int i = 0; i < commands.size(); i++) {
                results.put(commands.get(i), ran.get(i));
            }
            return results;
        } finally {
            for (String closed : List.of("inbox", "outputs")) {
                if (Files.isDirectory(world.resolve(closed))) {
                    new ProcessBuilder(
                                    "chmod",
                                    "-R",
                                    "u+rwX",
                                    world.resolve(closed).toString())
                            .start()
                            .waitFor();
                }
            }
        }
    }

    /** Checks messages of all, and which of them end with 4. All others of the list end as in a sound world. */
    private static void check(Map<String, CommandResult> results, String cause, Set<String> notReady) {
        SoftAssertions soft = new SoftAssertions();
        results.forEach((command, commandResult) -> {
            String said = commandResult.out() + commandResult.err();
            soft.assertThat(said).as(command).doesNotContain(INNARDS);
            List<String> lines = commandResult
                    .err()
                    .lines()
                    .filter(line -> line.startsWith("runfolio:"))
                    .toList();
            String prefix = command.startsWith("worker") ? "20\\d\\d-.* (INFO|WARN) .*|" : "";
            soft.assertThat(commandResult.err().lines())
                    .as(command)
                    .allMatch(line -> line.matches(prefix + "runfolio: .*"));
            soft.assertThat(commandResult.code()).as(command + said).isEqualTo(notReady.contains(command) ? 4 : 0);
            if (notReady.contains(command)) {
                soft.assertThat(said).as(command).contains(cause);
                soft.assertThat(lines.size() + (commandResult.out().isEmpty() ? 0 : 1))
                        .as(command + said)
                        .isEqualTo(1);
            }
        });
        soft.assertAll();
    }

    private static void permissions(Path tree, String folders) throws IOException {
        try (Stream<Path> all = Files.walk(tree)) {
            for (Path one : all.filter(Files::isDirectory)
                    .sorted(Comparator.reverseOrder())
                    .toList()) {
                Files.setPosixFilePermissions(one, PosixFilePermissions.fromString(folders));
            }
        }
    }

    private static void moveAway(Path world, String name) throws IOException {
        Files.move(world.resolve(name), world.resolve("was-" + name.replace('/', '-')));
    }

    private static Set<String> commands(String... starts) {
        return COMMANDS.stream()
                .filter(command -> Stream.of(starts).anyMatch(command::startsWith))
                .collect(Collectors.toSet());
    }

    @Test
    void outputs_that_are_a_file_are_one_line_and_exit_code_4() throws Exception {
        Meddling fault = world -> {
            moveAway(world, "outputs");
            Files.writeString(world.resolve("outputs"), "");
        };
        check(
                meet("outputs-file", fault, COMMANDS),
                "/outputs",
                commands(
                        "worker", "list", "search", "show", "status", "doctor", "verify", "compare", "approve",
                        "export", "import", "adopt", "index", "catalog"));
    }

    @Test
    void outputs_that_cannot_be_written_are_one_line_and_exit_code_4() throws Exception {
        check(
                meet("outputs-read-only", world -> permissions(world.resolve("outputs"), "r-xr-xr-x"), COMMANDS),
                "/outputs",
                commands(
                        "worker",
                        "list --tag",
                        "search",
                        "status",
                        "doctor",
                        "verify",
                        "import",
                        "adopt",
                        "index",
                        "catalog",
                        "approve"));
    }

    @Test
    void outputs_that_cannot_be_read_are_one_line_and_exit_code_4() throws Exception {
        check(
                meet("outputs-closed", world -> permissions(world.resolve("outputs"), "---------"), COMMANDS),
                "/outputs",
                commands(
                        "worker", "list", "search", "show", "status", "doctor", "verify", "compare", "approve",
                        "export", "import", "adopt", "index", "catalog"));
    }

    @Test
    void an_inbox_that_is_a_file_is_one_line_and_exit_code_4() throws Exception {
        Meddling fault = world -> {
            moveAway(world, "inbox");
            Files.writeString(world.resolve("inbox"), "");
        };
        check(
                meet("inbox-file", fault, COMMANDS),
                "/inbox",
                commands("worker", "submit", "status", "failed", "doctor", "verify"));
    }

    @Test
    void an_inbox_that_cannot_be_written_is_one_line_and_exit_code_4() throws Exception {
        check(
                meet("inbox-read-only", world -> permissions(world.resolve("inbox"), "r-xr-xr-x"), COMMANDS),
                "/inbox",
                commands("worker", "submit", "status", "failed retry", "doctor"));
    }

    private record Case(String command, int code, String said) {}

    private static Case fails(String command, int code, String said) {
        return new Case(command, code, said);
    }

    /** Each command ends with its code and exactly one line on standard error, which has the words. */
    private static void check(List<Case> cases, Map<String, CommandResult> results) {
        SoftAssertions soft = new SoftAssertions();
        for (Case one : cases) {
            CommandResult commandResult = results.get(one.command());
            soft.assertThat(commandResult.code())
                    .as(one.command() + commandResult)
                    .isEqualTo(one.code());
            soft.assertThat(commandResult.err())
                    .as(one.command())
                    .startsWith("runfolio: ")
                    .contains(one.said());
            soft.assertThat(commandResult.err().lines()).as(one.command()).hasSize(1);
            soft.assertThat(commandResult.err()).as(one.command()).doesNotContain(INNARDS);
            soft.assertThat(commandResult.out()).as(one.command()).isEmpty();
        }
        soft.assertAll();
    }

    @Test
    void files_and_folders_that_a_command_names_are_told_with_the_way_out() throws Exception {
        Meddling fault = world -> {
            Files.createDirectories(world.resolve("config"));
            Files.writeString(world.resolve("config/closed.properties"), "runfolio.workers=1");
            Files.writeString(world.resolve("config/garbled.properties"), "runfolio.inbox=\\u12");
            Files.write(
                    world.resolve("config/latin.properties"), "# caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
            Files.writeString(world.resolve("config/garbled.json"), "{");
            Files.writeString(world.resolve("config/closed.json"), "{\"tokens\":[]}");
            Files.writeString(world.resolve("config/shared.json"), "{\"tokens\":[]}");
            for (String closed : List.of("closed.properties", "closed.json")) {
                Files.setPosixFilePermissions(world.resolve("config").resolve(closed), Set.of());
            }
            for (String closed : List.of("garbled.json")) {
                Files.setPosixFilePermissions(
                        world.resolve("config").resolve(closed), PosixFilePermissions.fromString("rw-------"));
            }
            Files.createDirectory(world.resolve("full"));
            Files.writeString(world.resolve("full/a-file"), "");
            Files.writeString(world.resolve("a-file"), "");
            Files.writeString(world.resolve("there.zip"), "");
            Files.writeString(world.resolve("text.zip"), "text");
            Files.createDirectory(world.resolve("closed"), PosixFilePermissions.asFileAttribute(Set.of()));
        };
        List<Case> cases = List.of(
                fails("list --config none.properties", 2, "none.properties"),
                fails("list --config closed", 2, "closed"),
                fails("list --config config", 2, "a folder has the name of a file"),
                fails("list --config config/closed.properties", 2, "permission denied"),
                fails("list --config config/garbled.properties", 2, "garbled.properties"),
                fails("list --config config/latin.properties", 2, "not UTF-8"),
                fails("token list --set runfolio.http.tokens-file=config/closed.json", 4, "permission denied"),
                fails("token list --set runfolio.http.tokens-file=config/garbled.json", 4, "garbled.json"),
                fails("token list --set runfolio.http.tokens-file=config/shared.json", 4, "chmod 600"),
                fails(
                        "token create a --scope read --set runfolio.http.tokens-file=closed/t.json",
                        4,
                        "permission denied"),
                fails("serve --set runfolio.http.tokens-file=none.json", 4, "runfolio token create"),
                fails("serve --set runfolio.http.host=0.0.0.0", 4, "runfolio token create"),
                fails(
                        "serve --set runfolio.http.host=203.0.113.7 --set runfolio.http.tokens-file=config/closed.json",
                        4,
                        "permission denied"),
                fails("export RUN --to there.zip", 2, "there.zip"),
                fails("export RUN --to full", 2, "full"),
                fails("export RUN --to none/a.zip", 2, "none"),
                fails("export RUN --to a-file", 4, "a-file"),
                fails("export RUN --to a-file/a.zip", 4, "a-file"),
                fails("export RUN --to closed/a.zip", 4, "permission denied"),
                fails("export RUN --to closed/a", 4, "permission denied"),
                fails("export nobody --to new", 1, "nobody"),
                fails("import none.zip", 4, "none.zip"),
                fails("import text.zip", 4, "text.zip"),
                fails("import closed", 4, "permission denied"),
                fails("adopt none", 4, "none"),
                fails("adopt a-file", 4, "a-file"),
                fails("adopt closed", 4, "permission denied"),
                fails("submit none.json", 3, "none.json"),
                fails("submit full", 3, "full"),
                fails("corpus none", 2, "none"),
                fails("corpus full --into a-file", 4, "a-file"),
                fails("corpus full --into closed/into", 4, "permission denied"),
                fails("demo --into a-file", 4, "a-file"),
                fails("demo --samples none", 2, "none"),
                fails("workflow check none.json", 1, "none.json"),
                fails("workflow check closed", 4, "permission denied"),
                fails("workflow show", 4, "runfolio.workflow.kinds"),
                fails("workflow start x", 4, "runfolio.workflow.kinds"),
                fails("workflow start x --intake prompt", 2, "FIELD=VALUE"),
                fails("workflow start x --intake-file none.json", 2, "none.json"),
                fails("workflow start x" + KINDS, 1, "template"),
                fails("workflow start x" + KINDS + " --set runfolio.workflow.runs=a-file", 4, "a-file"),
                fails("workflow start x" + KINDS + " --set runfolio.workflow.runs=closed/r", 4, "permission denied"),
                fails("workflow show run-00" + KINDS, 1, "run-00"),
                fails("workflow cancel run-00" + KINDS, 1, "run-00"),
                fails("workflow retry run-00" + KINDS, 1, "run-00"),
                fails("demo --set runfolio.wrokers=2", 2, "runfolio.workers"));
        check(
                cases,
                meet("named-files", fault, cases.stream().map(Case::command).toList()));
    }

    @Test
    void a_port_that_is_taken_ends_the_start_with_the_key_to_change() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
            String port = "=" + taken.getLocalPort();
            String api = " --set runfolio.http.port=0 --set runfolio.http.management-port";
            List<Case> cases = List.of(
                    fails("serve" + api + "=0 --set runfolio.http.port" + port, 4, "runfolio.http.port"),
                    fails("worker --http" + api + "=0 --set runfolio.http.port" + port, 4, "runfolio.http.port"),
                    fails("serve" + api + port, 4, "runfolio.http.management-port"),
                    fails("worker --http --drain" + api + port, 4, "runfolio.http.management-port"));
            check(
                    cases,
                    meet("ports", world -> {}, cases.stream().map(Case::command).toList()));
        }
    }
}
