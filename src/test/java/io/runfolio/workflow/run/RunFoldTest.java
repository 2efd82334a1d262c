package io.runfolio.workflow.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.workflow.template.Template;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The state of a run follows from its entries alone, in whatever order a history has them. */
class RunFoldTest {
    private static final Instant START = Instant.parse("2026-03-26T10:00:00Z");
    private static final List<String> STEPS = List.of("a", "b", "c");
    private static final int HISTORIES = 400;
    private static final int MAX_LENGTH = 60;

    private static ObjectNode json(String text) {
        try {
            return (ObjectNode) new ObjectMapper().readTree(text.replace('\'', '"'));
        } catch (IOException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    static RunSpecification specification() {
        String step = "{'id': 'ID', 'name': 'n', 'kind': 'tool', 'promptTemplate': 'x'}";
        Template template = Template.parse(("{'id': 't', 'name': 'n', 'artifactClass': 'research', 'artifactType': 'r',"
                        + " 'version': '1', 'intakeSchema': [], 'steps': [" + step.replace("ID", "a") + ","
                        + step.replace("ID", "b") + "," + step.replace("ID", "c") + "]}")
                .replace('\'', '"'));
        return new RunSpecification(
                "run-0000000000000001",
                "tester",
                START,
                template,
                Map.of(),
                json("{}"),
                Map.of(),
                "digest",
                Optional.empty(),
                NullNode.getInstance());
    }

    private static LedgerEntry entry(long seq, String type, String data) {
        return new LedgerEntry(seq, START.plusSeconds(seq), type, json(data));
    }

    /** Returns a history that an engine could write, from a model that knows nothing of the fold. */
    private static List<LedgerEntry> history(Random random) {
        List<LedgerEntry> entries = new ArrayList<>();
        Model model = new Model();
        entries.add(entry(1, EntryTypes.RUN_QUEUED, "{}"));
        while (entries.size() < MAX_LENGTH && model.next(random, entries)) {
            continue;
        }
        return entries;
    }

    /** Simple record of which steps are done, by names. */
    private static final class Model {
        private int done;
        private boolean started;
        private boolean running;
        private boolean ended;
        private boolean failed;
        private int attempt = 1;
        private int tries;
        private final Map<String, Integer> completions = new HashMap<>();

        private boolean next(Random random, List<LedgerEntry> entries) {
            long seq = entries.size() + 1;
            if (ended) {
                if (!failed || random.nextInt(3) == 0) {
                    return false;
                }
                int from = random.nextInt(Math.min(done, STEPS.size() - 1) + 1);
                entries.add(entry(seq, EntryTypes.RUN_RETRIED, "{'fromStep': '" + STEPS.get(from) + "'}"));
                done = from;
                ended = false;
                failed = false;
                started = false;
                attempt++;
                tries = 0;
            } else if (!started) {
                entries.add(entry(seq, EntryTypes.RUN_STARTED, "{}"));
                started = true;
            } else if (random.nextInt(25) == 0) {
                entries.add(entry(seq, EntryTypes.RUN_CANCELLED, "{'by': 'x'}"));
                ended = true;
                running = false;
            } else if (done == STEPS.size()) {
                entries.add(entry(seq, EntryTypes.RUN_COMPLETED, "{}"));
                ended = true;
            } else {
                step(random, entries, seq);
            }
            return true;
        }

        private void step(Random random, List<LedgerEntry> entries, long seq) {
            String step = STEPS.get(done);
            if (!running) {
                tries++;
                running = true;
                entries.add(entry(seq, EntryTypes.STEP_STARTED, "{'step': '" + step + "', 'attempt': " + tries + "}"));
            } else if (random.nextInt(4) == 0) {
                boolean again = random.nextBoolean();
                entries.add(entry(
                        seq,
                        EntryTypes.STEP_FAILED,
                        "{'step': '" + step + "', 'code': 'x', 'attempt': " + tries + ", 'willRetry': " + again
                                + ", 'nextAt': '2026-03-26T11:00:00Z'}"));
                running = false;
                if (!again) {
                    entries.add(entry(seq + 1, EntryTypes.RUN_FAILED, "{'step': '" + step + "', 'code': 'x'}"));
                    ended = true;
                    failed = true;
                }
            } else {
                entries.add(entry(
                        seq,
                        EntryTypes.STEP_COMPLETED,
                        "{'step': '" + step + "', 'output': {'text': '" + seq + "'},"
                                + " 'costs': [{'estimated': 1}]}"));
                completions.merge(step, 1, Integer::sum);
                running = false;
                tries = 0;
                done++;
            }
        }
    }

    @Test
    void a_fold_agrees_with_a_model_of_the_run_at_every_length() {
        for (int seed = 0; seed < HISTORIES; seed++) {
            List<LedgerEntry> entries = history(new Random(seed));
            long completions = entries.stream()
                    .filter(entry -> entry.type().equals(EntryTypes.STEP_COMPLETED))
                    .count();
            RunFold run = RunFold.of(specification(), entries);
            assertThat(run.costs())
                    .as("seed %d: what was spent is never forgotten", seed)
                    .hasSize((int) completions);
            assertThat(run.attempt())
                    .isEqualTo(1
                            + (int) entries.stream()
                                    .filter(entry -> entry.type().equals(EntryTypes.RUN_RETRIED))
                                    .count());
            LedgerEntry last = entries.get(entries.size() - 1);
            RunState expected =
                    switch (last.type()) {
                        case EntryTypes.RUN_COMPLETED -> RunState.COMPLETED;
                        case EntryTypes.RUN_FAILED -> RunState.FAILED;
                        case EntryTypes.RUN_CANCELLED -> RunState.CANCELLED;
                        case EntryTypes.RUN_QUEUED, EntryTypes.RUN_RETRIED -> RunState.QUEUED;
                        default -> RunState.RUNNING;
                    };
            assertThat(run.state()).as("seed %d", seed).isEqualTo(expected);
            if (expected == RunState.COMPLETED) {
                assertThat(run.steps()).allMatch(StepProgress::isDone);
            }
        }
    }

    @Test
    void a_fold_of_a_beginning_goes_on_to_the_fold_of_the_whole() {
        for (int seed = 0; seed < HISTORIES; seed++) {
            List<LedgerEntry> entries = history(new Random(seed));
            String whole =
                    RunJson.of(RunFold.of(specification(), entries), true).toString();
            int cut = new Random(seed + 1L).nextInt(entries.size() + 1);
            RunFold grown = RunFold.of(specification(), entries.subList(0, cut));
            RunJson.of(grown, true); // a look changes nothing
            entries.subList(cut, entries.size()).forEach(grown::apply);
            assertThat(RunJson.of(grown, true).toString()).as("seed %d", seed).isEqualTo(whole);
            grown.reset();
            entries.forEach(grown::apply);
            assertThat(RunJson.of(grown, true).toString()).as("seed %d", seed).isEqualTo(whole);
        }
    }

    @Test
    void steps_before_the_retried_one_keep_their_results_and_later_ones_lose_them() {
        RunFold run = RunFold.of(
                specification(),
                List.of(
                        entry(1, EntryTypes.RUN_QUEUED, "{}"),
                        entry(2, EntryTypes.RUN_STARTED, "{}"),
                        entry(3, EntryTypes.STEP_COMPLETED, "{'step': 'a', 'output': {'text': 'A'}}"),
                        entry(4, EntryTypes.STEP_COMPLETED, "{'step': 'b', 'output': {'text': 'B'}}"),
                        entry(5, EntryTypes.STEP_FAILED, "{'step': 'c', 'code': 'x', 'willRetry': false}"),
                        entry(6, EntryTypes.RUN_FAILED, "{'code': 'x', 'step': 'c'}"),
                        entry(7, EntryTypes.RUN_RETRIED, "{'fromStep': 'b'}")));
        assertThat(run.step("a").output().path("text").asText()).isEqualTo("A");
        assertThat(run.step("b").state()).isEqualTo(StepState.PENDING);
        assertThat(run.step("b").output().isMissingNode()).isTrue();
        assertThat(run.step("c").error().isMissingNode()).isTrue();
        assertThat(run.idempotencyKey("b")).isEqualTo("run-0000000000000001:b:2");
        assertThat(run.eventId()).isEqualTo("run-0000000000000001:2");
    }

    @Test
    void entries_of_unknown_types_and_steps_change_nothing() {
        RunFold run = RunFold.of(
                specification(),
                List.of(
                        entry(1, EntryTypes.RUN_QUEUED, "{}"),
                        entry(2, "run.future", "{'state': 'x'}"),
                        entry(3, EntryTypes.STEP_COMPLETED, "{'step': 'zzz', 'output': {}}")));
        assertThat(run.state()).isEqualTo(RunState.QUEUED);
        assertThat(run.lastSeq()).isEqualTo(3);
    }

    @Test
    void starts_of_one_attempt_count_and_a_new_attempt_counts_anew() {
        List<LedgerEntry> entries = new ArrayList<>(List.of(
                entry(1, EntryTypes.RUN_STARTED, "{}"),
                entry(2, EntryTypes.STEP_STARTED, "{'step': 'a', 'attempt': 1}"),
                entry(3, EntryTypes.STEP_STARTED, "{'step': 'a', 'attempt': 1}")));
        assertThat(RunFold.of(specification(), entries).step("a").starts()).isEqualTo(2);
        entries.add(entry(4, EntryTypes.STEP_STARTED, "{'step': 'a', 'attempt': 2}"));
        assertThat(RunFold.of(specification(), entries).step("a").starts()).isEqualTo(1);
    }
}
