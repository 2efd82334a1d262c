package io.runfolio.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.TestWorkspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests the commands that ask and decide, on runs that a worker bundled. Covers filters, exit codes as the README lists
 * them, JSON, and messages that say what to do.
 */
class CommandsIT {
    private static final String NOBODY = "artifact-0000000000000000";

    @TempDir
    static Path folder;

    private static TestWorkspace testWorkspace;
    private static String fox;
    private static String failed;
    private static List<String> artifacts;

    @BeforeAll
    static void bundle() {
        testWorkspace = new TestWorkspace(folder.resolve("here"));
        testWorkspace.writePicture("large.png", 300, 200, 1);
        testWorkspace.writePicture("small.png", 64, 64, 2);
        testWorkspace.drop(
                "fox.json",
                event("fox", "succeeded", "red", "2026-03-20", "a red fox", "large.png", "small.png")
                        .replaceFirst(
                                "\\{",
                                """
                                {"tags": ["hero"], "options": {"seed": 42},
                                 "source_context": {"source_user": "ada", "source_channel": "#studio", \
                                "source_agent": "painter", "project_name": "Spring"},
                                 "job": {"job_id": "j1", "preset": "film", "pipeline_id": "pipe-2", \
                                "variant_group": "vg-1"},
                                 "artifact": {"artifact_type": "poster", "template_id": "weekly"},"""));
        testWorkspace.drop(
                "wolf.json",
                event("wolf", "succeeded", "blue", "2026-03-22", "a blue wolf", "small.png")
                        .replaceFirst("\\{\\s*\"kind\"", "{\"metadata\": {\"seed\": 777}, \"kind\"")
                        .replaceFirst("\\{", "{\"options\": {\"seed\": 778},"));
        testWorkspace.drop("failed.json", event("failed", "failed", "blue", "2026-03-24", "no picture"));
        testWorkspace.drop("wrong.json", "{\"status\": \"succeeded\"}");
        assertThat(run("worker", "--drain", "--set", "runfolio.source-roots=" + testWorkspace.root)
                        .code())
                .isEqualTo(3);
        List<String> runs = ids(run("list", "--json").json(), "run_id");
        failed = runs.get(0);
        fox = runs.get(2);
        artifacts = ids(run("search", "--json", "--run", fox).json().get("items"), "id");
        assertThat(artifacts).hasSize(2);
    }

    private static String event(String key, String status, String model, String day, String prompt, String... files) {
        return TestWorkspace.event(key, status, files)
                .replace("test-model", model)
                .replace("2026-03-26", day)
                .replace("a disc", prompt);
    }

    private static CommandResult run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        int options = all.contains("--") ? all.indexOf("--") : all.size();
        all.addAll(
                options,
                List.of("--inbox", testWorkspace.inbox.toString(), "--outputs", testWorkspace.outputs.toString()));
        return CommandResult.runfolio(all.toArray(String[]::new));
    }

    private static List<String> ids(JsonNode items, String field) {
        List<String> ids = new ArrayList<>();
        items.forEach(item -> ids.add(item.get(field).asText()));
        return ids;
    }

    @ParameterizedTest
    @CsvSource({
        "--model, red, 1, 2",
        "--model, pink, 0, 0",
        "--status, failed, 1, 0",
        "--run-status, succeeded, 2, 3",
        "--tag, hero, 1, 2",
        "--review, review, 2, 3",
        "--review, approved, 0, 0",
        "--class, visual, 2, 3",
        "--class, video, 0, 0",
        "--type, poster, 1, 2",
        "--kind, image, 2, 3",
        "--kind, video, 0, 0",
        "--project, Spring, 1, 2",
        "--user, ada, 1, 2",
        "--channel, #studio, 1, 2",
        "--agent, painter, 1, 2",
        "--template, weekly, 1, 2",
        "--preset, film, 1, 2",
        "--pipeline, pipe-2, 1, 2",
        "--group, vg-1, 1, 2",
        "--seed, 42, 1, 2",
        "--seed, 777, 1, 1",
        "--seed, 778, 0, 0",
        "--min-width, 65, 1, 1",
        "--min-height, 64, 2, 3",
        "--after, 2026-03-22, 2, 1",
        "--before, 2026-03-22T21:45:12Z, 1, 2",
    })
    void each_filter_holds_for_list_and_for_search(String option, String value, int runs, int found) {
        CommandResult listed = run("list", option, value, "--json");
        assertThat(listed.code()).isZero();
        assertThat(listed.json()).as(listed.err()).hasSize(runs);
        assertThat(run("search", option, value, "--json").json().get("items")).hasSize(found);
        CommandResult table = run("list", option, value);
        assertThat(table.out().lines().count()).isEqualTo(runs == 0 ? 1 : runs + 1);
        assertThat(table.out()).doesNotContain("null");
    }

    @Test
    void filters_add_up_and_one_that_is_repeated_names_alternatives() {
        assertThat(run("list", "--model", "red", "--model", "blue", "--json").json())
                .hasSize(3);
        assertThat(run("list", "--model", "blue", "--status", "succeeded", "--json")
                        .json())
                .hasSize(1);
        assertThat(run("list", "--run", fox, "--model", "blue", "--json").json())
                .isEmpty();
        assertThat(run("list", "--run", fox).out()).contains(fox);
    }

    @Test
    void words_are_searched_for_and_pages_go_on_where_the_one_before_ended() {
        assertThat(run("search", "red", "fox", "--json").json().get("items")).hasSize(2);
        assertThat(run("search", "fox OR wolf", "--json").json().get("items")).hasSize(3);
        assertThat(run("search", "--json", "--", "-fox").json().get("items")).hasSize(1);
        assertThat(run("search", "nowhere").out()).contains("No artifacts match");
        CommandResult first = run("search", "--limit", "2", "--json");
        JsonNode next = run(
                        "search",
                        "--limit",
                        "2",
                        "--json",
                        "--cursor",
                        first.json().get("next").asText())
                .json();
        assertThat(next.get("items")).hasSize(1);
        assertThat(next.get("next").isNull()).isTrue();
        assertThat(run("list", "--limit", "1").err()).contains("--limit 3");
        CommandResult wrong = run("search", "--cursor", "nonsense");
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err()).contains("cursor");
    }

    @Test
    void a_run_is_shown_for_people_and_as_its_record() throws IOException {
        CommandResult shown = run("show", fox);
        assertThat(shown.code()).isZero();
        assertThat(shown.out())
                .contains("a red fox", "hero", "300x200", "ready", "run.json")
                .doesNotContain("null");
        JsonNode json = run("show", fox, "--json").json();
        Path record =
                testWorkspace.outputs.resolve(json.get("run_dir").asText()).resolve("run.json");
        assertThat(json).isEqualTo(TestWorkspace.json(record));
        assertThat(run("show", failed).out()).contains("failed");
    }

    @ParameterizedTest
    @CsvSource({
        "show NAME, no_such_run",
        "show --json NAME, no_such_run",
        "compare NAME, no_such_run",
        "compare NAME, " + NOBODY,
        "failed show NAME, nothing.json",
        "failed retry NAME, nothing.json",
        "token revoke NAME, nobody",
        "export NAME --to ZIP, no_such_run",
        "export NAME --to ZIP, " + NOBODY
    })
    void an_unknown_name_ends_with_1_and_what_is_known_can_be_listed(String command, String name) {
        Path zip = folder.resolve("x.zip");
        CommandResult commandResult =
                run(command.replace("NAME", name).replace("ZIP", zip.toString()).split(" "));
        assertThat(commandResult.code()).as(commandResult.err()).isEqualTo(1);
        assertThat(commandResult.err()).contains("runfolio: ", name, " list`").doesNotContain("\tat ");
        assertThat(commandResult.out()).isEmpty();
        assertThat(zip).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "token",
                "list --nonsense",
                "list --limit many",
                "list --limit 0",
                "search --limit 501",
                "list --after yesterday",
                "list --set runfolio.wokers=3",
                "list --set runfolio.workers=none",
                "status --config nowhere.properties",
                "show",
                "token create",
                "token create ada --scope everything",
                "token create ../ada --scope read",
                "failed",
                "failed retry",
                "index",
                "catalog",
                "compare",
                "export --to x.zip",
                "approve",
                "approve a b --revision 3",
                "submit"
            })
    void wrong_usage_ends_with_2_and_says_what_is_wrong(String command) {
        CommandResult commandResult = command.contains(" ") ? run(command.split(" ")) : CommandResult.runfolio(command);
        assertThat(commandResult.code())
                .as(commandResult.out() + commandResult.err())
                .isEqualTo(2);
        assertThat(commandResult.err()).startsWith("runfolio: ").doesNotContain("\tat ", "Usage:");
        assertThat(commandResult.err().lines()).hasSize(1);
        assertThat(commandResult.out()).as("standard output is for answers").isEmpty();
    }

    @Test
    void a_misspelt_setting_is_told_with_the_keys_that_there_are() throws IOException {
        assertThat(run("list", "--set", "runfolio.wokers=3").err()).contains("runfolio.wokers", "runfolio.workers");
        Path file = Files.writeString(folder.resolve("my.properties"), "runfolio.min-fre=1MiB\n");
        assertThat(run("list", "--config", file.toString()).err()).contains("runfolio.min-fre", "runfolio.min-free");
    }

    @Test
    void outputs_that_cannot_be_read_end_with_4_and_a_sentence() throws IOException {
        Path file = Files.writeString(folder.resolve("a-file"), "");
        for (String command : List.of("list", "search", "show x", "status", "doctor", "verify", "index rebuild")) {
            List<String> all = new ArrayList<>(List.of(command.split(" ")));
            all.addAll(List.of("--outputs", file.toString(), "--inbox", testWorkspace.inbox.toString()));
            CommandResult commandResult = CommandResult.runfolio(all.toArray(String[]::new));
            assertThat(commandResult.code())
                    .as(command + ": " + commandResult.out() + commandResult.err())
                    .isEqualTo(4);
            assertThat(commandResult.out() + commandResult.err())
                    .as(command)
                    .contains("a-file")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void what_is_told_as_json_is_nothing_but_json() {
        assertThat(run("status", "--json").json().get("failed").asInt()).isEqualTo(1);
        assertThat(run("status", "--json").json().get("ready").asBoolean()).isTrue();
        assertThat(run("doctor", "--json").json().get("checks")).isNotEmpty();
        assertThat(run("verify", "--json").json().get("findings")).isEmpty();
        assertThat(run("compare", fox, "--json").json().get("columns")).hasSize(2);
        assertThat(run("failed", "list", "--json").json().get(0).get("code").asText())
                .isEqualTo("missing_field");
        assertThat(run("adopt", testWorkspace.outputs.toString(), "--dry-run", "--json")
                        .json())
                .hasSize(3);
    }

    @Test
    void decisions_are_made_refused_and_taken_back_and_say_so() {
        String one = artifacts.get(0);
        String other = artifacts.get(1);
        CommandResult approved = run("approve", one, other, "--by", "ada", "--note", "both");
        assertThat(approved.code()).isZero();
        assertThat(approved.out()).contains(one, other, "approved").doesNotContain("null");
        assertThat(run("list", "--review", "approved", "--json").json()).hasSize(1);
        CommandResult twice = run("reject", one, "--json");
        assertThat(twice.code()).isEqualTo(3);
        assertThat(twice.json().get(0).get("refused").asText()).contains("reopen");
        CommandResult late = run("reopen", one, "--revision", "7");
        assertThat(late.code()).isEqualTo(3);
        assertThat(late.out()).contains("revision 1");
        assertThat(run("reopen", one, other).code()).isZero();
        assertThat(run("request-changes", one, "--note", "sharper").code()).isZero();
        assertThat(run("search", "--review", "draft", "--json").json().get("items"))
                .hasSize(1);
        assertThat(run("reopen", one).code()).isZero();
        assertThat(run("prefer", other).code()).isZero();
        assertThat(run("search", "--run", fox, "--json").json().get("items"))
                .extracting(item -> item.get("preferred").asBoolean())
                .containsExactlyInAnyOrder(false, true);
        CommandResult nobody = run("approve", NOBODY);
        assertThat(nobody.code()).isEqualTo(1);
        assertThat(nobody.out()).contains("There is no artifact " + NOBODY + ";");
        assertThat(run("approve", "nonsense").code()).isEqualTo(1);
        assertThat(run("approve", one, NOBODY).code())
                .as("one of two is unknown")
                .isEqualTo(1);
        assertThat(run("reject", one, NOBODY).code())
                .as("a refusal outweighs it")
                .isEqualTo(3);
        assertThat(run("reopen", one).code()).isZero();
    }

    @Test
    void what_is_submitted_is_checked_and_a_misspelt_field_is_told_at_once() throws IOException {
        Path inbox = folder.resolve("other-inbox");
        Path misspelt = Files.writeString(
                folder.resolve("misspelt.json"), "{\"status\":\"succeeded\",\"model_key\":\"m\",\"output\":[]}");
        Path wide = Files.write(
                folder.resolve("wide.json"), "{\"status\":\"x\"}".getBytes(java.nio.charset.StandardCharsets.UTF_16));
        CommandResult commandResult = CommandResult.runfolio(
                "submit", misspelt.toString(), wide.toString(), folder.toString(), "--inbox", inbox.toString());
        assertThat(commandResult.code()).isEqualTo(3);
        assertThat(commandResult.out().lines())
                .containsExactly(inbox.toAbsolutePath().resolve("misspelt.json").toString());
        assertThat(commandResult.err().lines())
                .hasSize(3)
                .anyMatch(line -> line.contains("misspelt.json: ") && line.contains(": output."))
                .anyMatch(line -> line.contains("wide.json") && line.contains("UTF-8"))
                .anyMatch(line -> line.contains("cannot be read"));
    }

    @Test
    void a_refused_event_is_listed_shown_and_tried_again() throws IOException {
        assertThat(run("failed", "list").out()).contains("wrong.json", "model_key");
        assertThat(run("failed", "show", "wrong.json").json().get("field").asText())
                .isEqualTo("model_key");
        assertThat(run("failed", "retry", "wrong.json").out()).contains("wrong.json");
        assertThat(testWorkspace.events("")).contains("wrong.json");
        assertThat(run("failed", "list").out()).contains("No event was refused");
        assertThat(run("worker", "--drain").code()).isEqualTo(3);
        assertThat(run("failed", "retry", "--all").code()).isZero();
        assertThat(run("worker", "--drain").code()).isEqualTo(3);
        try (Stream<Path> files = Files.list(testWorkspace.inbox.resolve(".failed"))) {
            assertThat(files).hasSize(2);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "list --limit x | --limit",
                "list --review aproved | did you mean approved?",
                "search --class vidoe | did you mean video?",
                "search --kind imag | did you mean image?",
                "list --set runfolio.wrokers=3 | did you mean runfolio.workers?",
                "list --set runfolio.log.format=jsn | did you mean json?",
                "list --set runfolio.workers | KEY=VALUE",
                "list --modle red | did you mean --model?",
                "lst | did you mean list?",
            })
    void a_mistyped_value_or_key_is_one_line_with_the_nearest(String command, String hint) {
        CommandResult commandResult = CommandResult.runfolio(command.split(" "));
        assertThat(commandResult.code()).as(commandResult.err()).isEqualTo(2);
        assertThat(commandResult.err()).contains(hint).doesNotContain("Usage:");
        assertThat(commandResult.err().lines()).hasSize(1);
    }

    @Test
    void an_empty_list_says_whether_there_are_no_runs_or_none_that_match() {
        for (String command : List.of("list", "search")) {
            CommandResult unmatched = run(command, "--status", "suceeded");
            assertThat(unmatched.code()).as("any word may be a run's status").isZero();
            assertThat(unmatched.out()).contains("match these filters", "3 runs", "did you mean succeeded?");
            assertThat(run(command, "--model", "rad", "--tag", "x").out()).contains("match these filters");
            String nowhere = folder.resolve("nowhere").toString();
            CommandResult missing = CommandResult.runfolio(command, "--outputs", nowhere);
            assertThat(missing.out()).contains("there is no folder " + nowhere);
            CommandResult filtered = CommandResult.runfolio(command, "--tag", "x", "--outputs", nowhere);
            assertThat(filtered.out()).contains("there is no folder " + nowhere);
            assertThat(Path.of(nowhere)).as("a question makes no folder").doesNotExist();
            CommandResult empty = CommandResult.runfolio(
                    command, "--outputs", folder.resolve("here/media").toString());
            assertThat(empty.out()).contains("yet. Drop an event");
        }
    }

    @Test
    void the_beginning_of_an_id_counts_where_only_one_id_begins_so() {
        String first = artifacts.get(0).substring(0, "artifact-".length() + 6);
        String day = fox.substring(0, 8);
        assertThat(run("show", day).out()).contains(fox);
        assertThat(run("show", first).out()).as("a run by its artifact").contains(fox);
        assertThat(run("compare", day, "--json").json().get("columns")).hasSize(2);
        assertThat(run("compare", first, artifacts.get(1), "--json").json().get("columns"))
                .hasSize(2);
        assertThat(run("search", "--run", day, "--json").json().get("items")).hasSize(2);
        assertThat(run("export", day, first, "--to", folder.resolve("by-prefix").toString())
                        .code())
                .isZero();
        assertThat(run("approve", first, "--revision", "99", "--json")
                        .json()
                        .get(0)
                        .get("artifact_id")
                        .asText())
                .isEqualTo(artifacts.get(0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"show 2026", "compare 2026", "export 2026 --to x", "compare artifact-", "approve artifact-"})
    void the_beginning_of_several_ids_is_answered_with_what_begins_so(String command) {
        CommandResult commandResult = run(command.split(" "));
        assertThat(commandResult.code())
                .as(commandResult.out() + commandResult.err())
                .isEqualTo(1);
        assertThat(commandResult.err())
                .contains("Several ids begin with", command.contains("artifact-") ? "artifact-" : fox);
        assertThat(commandResult.err().lines()).hasSize(1);
    }

    @Test
    void a_default_source_root_that_is_all_of_a_disk_is_left_out_with_a_warning() throws IOException {
        Path event = Files.writeString(
                folder.resolve("passwd.json"),
                event("p", "succeeded", "m", "2026-03-20", "p", "x.png").replace("media/x.png", "/etc/hostname"));
        CommandResult commandResult = CommandResult.runfolio("submit", event.toString(), "--inbox", "/tmp");
        assertThat(commandResult.err()).contains("runfolio.source-roots", "outside_roots");
        assertThat(CommandResult.runfolio(
                                "submit", event.toString(), "--inbox", "/tmp", "--set", "runfolio.source-roots=/usr")
                        .err())
                .doesNotContain("runfolio.source-roots to the folders");
    }
}
