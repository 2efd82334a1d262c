package io.runfolio.cli.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunProgressTest {
    private static final Instant NOW = Instant.parse("2026-03-26T21:45:20Z");

    private final StringWriter printed = new StringWriter();

    private RunProgress progress(boolean isTerminal) {
        return new RunProgress(new PrintWriter(printed), isTerminal, 80);
    }

    private static JsonNode run(String state, String... steps) throws IOException {
        return new ObjectMapper()
                .readTree(("{'state':'" + state + "','steps':[" + String.join(",", steps) + "]}").replace('\'', '"'));
    }

    private static String step(String id, String state, String more) {
        return "{'id':'" + id + "','state':'" + state + "'" + more + "}";
    }

    @Test
    void without_a_terminal_each_change_is_a_line() throws IOException {
        RunProgress progress = progress(false);
        String pending = step("draw", "pending", "");
        progress.show(run("queued", step("write", "pending", ""), pending), NOW);
        progress.show(
                run("running", step("write", "running", ",'attempt':1,'startedAt':'2026-03-26T21:45:12Z'"), pending),
                NOW);
        progress.show(
                run("running", step("write", "running", ",'attempt':1,'startedAt':'2026-03-26T21:45:12Z'"), pending),
                NOW);
        progress.show(
                run(
                        "failed",
                        step("write", "completed", ",'attempt':1,'durationMs':1234"),
                        step("draw", "failed", ",'attempt':2,'error':{'message':'no\\u001b[2Jink'}")),
                NOW);
        assertThat(printed.toString().lines())
                .containsExactly(
                        "run queued",
                        "step write  running for 8.0 s",
                        "run running",
                        "step write  completed in 1.2 s",
                        "step draw  failed, attempt 2: no [2Jink",
                        "run failed");
    }

    @Test
    void on_a_terminal_the_lines_are_drawn_over_the_last_ones() throws IOException {
        RunProgress progress = progress(true);
        progress.show(run("running", step("write", "running", ""), step("image.generate", "pending", "")), NOW);
        String first = printed.toString();
        assertThat(first.lines().map(line -> line.replace("\u001b[K", "")))
                .containsExactly("write           running", "image.generate  pending", "run  running");
        progress.show(run("completed", step("write", "completed", ""), step("image.generate", "skipped", "")), NOW);
        assertThat(printed.toString().substring(first.length()))
                .startsWith("\u001b[3A")
                .contains("run  completed\u001b[K\n");
    }

    @Test
    void lines_fit_into_eighty_columns() throws IOException {
        progress(true)
                .show(run("running", step("draw", "failed", ",'error':{'message':'" + "ink ".repeat(60) + "'}")), NOW);
        List<String> lines = printed.toString()
                .lines()
                .map(line -> line.replace("\u001b[K", ""))
                .toList();
        assertThat(lines.get(0)).hasSizeLessThan(80).endsWith("…");
    }

    @Test
    void durations_are_seconds_or_minutes() {
        assertThat(RunProgress.seconds(40)).isEqualTo("0.0 s");
        assertThat(RunProgress.seconds(59_949)).isEqualTo("59.9 s");
        assertThat(RunProgress.seconds(125_000)).isEqualTo("2 min 5 s");
    }
}
