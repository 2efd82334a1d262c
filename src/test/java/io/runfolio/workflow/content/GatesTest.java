package io.runfolio.workflow.content;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.workflow.step.StepCheck;
import io.runfolio.workflow.template.Template;
import io.runfolio.workflow.template.TemplateGate;
import java.util.List;
import org.junit.jupiter.api.Test;

class GatesTest {
    private static final StepCheck FACES = new StepCheck("faces", true, 0.9, null);
    private static final StepCheck TEXT = new StepCheck("text", false, null, "a word is cut off");

    private final Template template =
            Templates.of("'steps': [{'id': 'draw', 'kind': 'image'}, {'id': 'check', 'kind': 'qa'}],"
                    + " 'gates': ['prompt resolution', {'id': 'q', 'type': 'quality', 'step': 'check',"
                    + " 'checks': ['faces']},"
                    + " {'id': 's', 'type': 'safety', 'step': 'check'}, {'id': 'a', 'type': 'approval'},"
                    + " {'id': 'w', 'type': 'wish'}, {'id': 'b', 'type': 'budget', 'step': 'draw'}]");

    private TemplateGate gate(String id) {
        return template.gates().stream()
                .filter(gate -> gate.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private List<String> after(String step, boolean last) {
        return Gates.after(template, step, last).stream().map(TemplateGate::id).toList();
    }

    @Test
    void gates_are_after_their_step_else_after_the_last_one() {
        assertThat(after("draw", false)).containsExactly("b");
        assertThat(after("check", true)).containsExactly("q", "s", "a");
    }

    @Test
    void a_gate_reads_the_checks_that_it_names() {
        assertThat(Gates.evaluate(gate("q"), List.of(FACES, TEXT))).isEmpty();
        assertThat(Gates.evaluate(gate("q"), List.of(TEXT))).contains("check faces is missing");
        StepCheck failed = new StepCheck("faces", false, null, null);
        assertThat(Gates.evaluate(gate("q"), List.of(FACES, failed))).contains("check faces failed");
        assertThat(Gates.evaluate(gate("q"), List.of(failed, FACES))).isEmpty();
    }

    @Test
    void a_gate_without_names_reads_all_checks() {
        assertThat(Gates.evaluate(gate("s"), List.of(FACES))).isEmpty();
        assertThat(Gates.evaluate(gate("s"), List.of(FACES, TEXT))).contains("check text failed: a word is cut off");
        assertThat(Gates.evaluate(gate("s"), List.of())).contains("no qa step before it has a check");
    }

    @Test
    void other_gates_read_no_checks() {
        assertThat(Gates.evaluate(gate("a"), List.of(TEXT))).isEmpty();
        assertThat(Gates.evaluate(gate("w"), List.of(TEXT))).isEmpty();
    }
}
