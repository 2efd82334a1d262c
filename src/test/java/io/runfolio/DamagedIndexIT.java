package io.runfolio;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.cli.RunfolioCommand;
import io.runfolio.work.Readiness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A damaged index, found by a worker at start. No complete line is lost, dropped lines are kept in quarantine, missing
 * lines are restored, and log and health report it.
 */
class DamagedIndexIT {
    private static final int RUNS = 3;

    @TempDir
    Path folder;

    private TestWorkspace testWorkspace;
    private Path index;
    private Path broken;
    private List<String> lines;

    @BeforeEach
    void threeRuns() throws IOException {
        testWorkspace = new TestWorkspace(folder);
        index = testWorkspace.outputs.resolve("index.jsonl");
        broken = testWorkspace.outputs.resolve("index.jsonl.broken");
        for (int i = 0; i < RUNS; i++) {
            testWorkspace.drop("e" + i + ".json", TestWorkspace.event("k" + i, "succeeded"));
        }
        start();
        lines = Files.readAllLines(index);
        assertThat(lines).hasSize(RUNS);
        assertThat(health()).isEqualTo("lines can be appended");
    }

    @Test
    void a_torn_last_line_is_quarantined_and_restored_from_its_bundle() throws IOException {
        int last = lines.get(2).length();
        for (int cut : List.of(1, last / 2, last)) {
            Files.deleteIfExists(broken);
            Files.writeString(
                    index, text(lines.get(0), lines.get(1)) + lines.get(2).substring(0, cut));
            String log = start();
            assertThat(Files.readAllLines(index)).containsExactlyElementsOf(lines);
            assertThat(broken).hasContent(lines.get(2).substring(0, cut) + "\n");
            assertThat(log).contains(cut + " bytes after the last whole line were moved to " + broken);
            assertThat(log).contains("restored 1 index lines");
            assertThat(health()).contains("index.jsonl.broken holds " + (cut + 1) + " bytes");
            assertSound();
        }
    }

    @Test
    void a_block_of_zeros_is_quarantined() throws IOException {
        Files.writeString(index, text(lines.get(0)) + "\0".repeat(4096));
        String log = start();
        assertThat(Files.readAllLines(index))
                .containsExactlyInAnyOrderElementsOf(lines)
                .startsWith(lines.get(0));
        assertThat(broken).hasSize(4097);
        assertThat(log).contains("4096 bytes").contains("restored 2 index lines");
        assertSound();
    }

    @Test
    void a_foreign_line_in_the_middle_is_kept_and_reported_by_log_and_health() throws IOException {
        Files.writeString(index, text(lines.get(0), "hello", lines.get(1), lines.get(2)));
        String log = start();
        assertThat(Files.readAllLines(index)).containsExactly(lines.get(0), "hello", lines.get(1), lines.get(2));
        assertThat(broken).doesNotExist();
        String told = "The line at byte " + (lines.get(0).length() + 1) + " of " + index + " is not an index line.";
        assertThat(log).contains(told);
        assertThat(health()).contains(told);
        assertThat(verify()).containsExactly("line_unreadable");
    }

    @Test
    void status_and_doctor_name_lines_that_strict_readers_refuse_and_doctor_moves_them() throws IOException {
        String halved = lines.get(1).substring(0, lines.get(1).length() / 2);
        String extended = lines.get(2).replaceFirst("\\{", "{\"extra\": 1, ");
        Files.writeString(index, text(lines.get(0), halved, "hello", extended, lines.get(0)));
        assertThat(command("status")).isEqualTo(4);
        assertThat(health()).contains("is not an index line").contains("runfolio doctor --repair");
        assertThat(command("doctor")).isEqualTo(4);
        assertThat(command("doctor", "--repair")).isZero();

        assertThat(Files.readAllLines(index)).containsExactlyInAnyOrderElementsOf(lines);
        assertThat(Files.readAllLines(broken)).containsExactly(halved, "hello", extended, lines.get(0));
        assertThat(command("status")).isZero();
        assertThat(command("doctor")).isZero();
        assertSound();

        List<String> repaired = Files.readAllLines(index);
        assertThat(command("doctor", "--repair")).isZero();
        assertThat(Files.readAllLines(index)).isEqualTo(repaired);
        assertThat(Files.readAllLines(broken)).hasSize(4);
        testWorkspace.drop("later.json", TestWorkspace.event("later", "succeeded"));
        start();
        assertThat(Files.readAllLines(index)).hasSize(RUNS + 1);
    }

    @Test
    void foreign_lines_of_the_event_ledger_are_moved_by_doctor() throws IOException {
        Path ledger = testWorkspace.outputs.resolve(".runfolio/events.jsonl");
        List<String> known = Files.readAllLines(ledger);
        Files.writeString(ledger, text(known.get(0), "hello", known.get(1), known.get(2)));
        assertThat(verify()).containsExactly("line_unreadable");
        assertThat(command("doctor", "--repair")).isZero();
        assertThat(Files.readAllLines(ledger)).isEqualTo(known);
        assertThat(testWorkspace.outputs.resolve(".runfolio/events.jsonl.broken"))
                .hasContent("hello\n");
        assertSound();
    }

    private int command(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--inbox", testWorkspace.inbox.toString(), "--outputs", testWorkspace.outputs.toString()));
        return RunfolioCommand.execute(all.toArray(String[]::new));
    }

    @Test
    void a_missing_index_is_restored_completely() throws IOException {
        Files.delete(index);
        assertThat(start()).contains("restored 3 index lines");
        assertThat(Files.readAllLines(index)).containsExactlyInAnyOrderElementsOf(lines);
        assertSound();
    }

    @Test
    void an_empty_index_and_a_foreign_one_are_restored_completely() throws IOException {
        Files.writeString(index, "");
        start();
        assertThat(Files.readAllLines(index)).containsExactlyInAnyOrderElementsOf(lines);
        Files.writeString(index, "not an index\nat all");
        start();
        assertThat(Files.readAllLines(index)).containsExactlyInAnyOrderElementsOf(lines);
        assertThat(broken).hasContent("not an index\nat all\n");
        assertSound();
    }

    @Test
    void an_edited_line_is_kept_and_reported_and_the_run_that_it_replaced_is_restored() throws IOException {
        String status = lines.get(0).replace("\"succeeded\"", "\"lost\"");
        String renamed = lines.get(1).replace("_test_model", "_other_model");
        Files.writeString(index, text(status, renamed, lines.get(2)));
        start();
        assertThat(Files.readAllLines(index)).containsExactly(status, renamed, lines.get(2), lines.get(1));
        assertThat(verify()).containsExactlyInAnyOrder("line_differs", "line_without_bundle");
        RunfolioCommand.execute("index", "rebuild", "--outputs", testWorkspace.outputs.toString());
        assertThat(Files.readAllLines(index)).containsExactlyInAnyOrderElementsOf(lines);
        assertThat(broken).content().contains(renamed);
        assertSound();
    }

    @Test
    void a_torn_index_and_a_torn_event_ledger_are_repaired_without_a_second_bundle() throws IOException {
        Path ledger = testWorkspace.outputs.resolve(".runfolio/events.jsonl");
        Files.writeString(index, text(lines.get(0)) + "{\"run_id");
        Files.writeString(ledger, Files.readAllLines(ledger).get(0) + "\n\0\0");
        for (int i = 0; i < RUNS; i++) {
            testWorkspace.drop("again" + i + ".json", TestWorkspace.event("k" + i, "succeeded"));
        }
        start();
        assertThat(Files.readAllLines(index)).containsExactlyInAnyOrderElementsOf(lines);
        assertThat(testWorkspace.bundles()).hasSize(RUNS);
        assertThat(testWorkspace.events(".done")).hasSize(2 * RUNS);
        assertThat(testWorkspace.outputs.resolve(".runfolio/events.jsonl.broken"))
                .hasSize(3);
        assertSound();
    }

    private String start() {
        TestWorkspace.Drained drained = testWorkspace.drainAndLog();
        assertThat(drained.code()).isZero();
        return drained.log();
    }

    private String health() {
        return Runfolio.readiness(testWorkspace.settings()).checks().stream()
                .filter(check -> check.name().equals("index"))
                .map(Readiness.Check::detail)
                .findFirst()
                .orElseThrow();
    }

    private List<String> verify() {
        return testWorkspace.verify().findings().stream()
                .map(finding -> finding.code())
                .toList();
    }

    private void assertSound() {
        assertThat(verify()).isEmpty();
    }

    private static String text(String... lines) {
        return String.join("\n", lines) + "\n";
    }
}
