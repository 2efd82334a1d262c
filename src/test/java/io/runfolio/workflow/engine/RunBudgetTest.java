package io.runfolio.workflow.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.workflow.step.StepAnswer;
import io.runfolio.workflow.step.StepCost;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunBudgetTest {
    private static final String LIMITED = WorkflowEngineTest.REPORT.replace(
            "'version': '1',", "'version': '1', 'budgetPolicy': {'maxCostUsd': 0.10},");

    @TempDir
    Path root;

    WorkflowBench bench;

    @BeforeEach
    void open() throws IOException {
        bench = new WorkflowBench(root);
        bench.template(LIMITED);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private static StepAnswer answer(String text, String dollars) {
        StepCost cost = new StepCost(
                null, null, "m", BigDecimal.ONE, "call", null, null, new BigDecimal(dollars), "reported", "endpoint");
        return StepAnswer.of(text, null, List.of(), List.of(), List.of(cost));
    }

    @Test
    void a_run_over_its_budget_stops_before_the_next_step() {
        bench.endpoints.put("tool", request -> answer("facts", "0.11"));
        bench.endpoints.put("llm", request -> answer("{\"title\": \"T\"}", "0.01"));
        String id = bench.start("report", "{'topic': 'tea'}");
        bench.work();

        JsonNode run = bench.run(id);
        assertThat(run.path("state").asText()).isEqualTo("failed");
        assertThat(run.at("/error/code").asText()).isEqualTo("over_budget");
        assertThat(run.at("/error/message").asText()).startsWith("the run has cost 0.11 USD and its budget is 0.1 USD");
        assertThat(bench.calls).hasSize(1);
        assertThat(run.at("/costs/actual").decimalValue()).isEqualByComparingTo("0.11");
    }

    @Test
    void the_cost_of_a_refused_answer_counts() {
        bench.endpoints.put("tool", request -> answer("facts", "0.01"));
        bench.endpoints.put("llm", request -> answer(request.attempt() == 1 ? "sorry" : "{\"title\": \"T\"}", "0.02"));
        String id = bench.start("report", "{'topic': 'tea'}");
        bench.workFor(Duration.ofSeconds(10));

        assertThat(bench.run(id).path("state").asText()).isEqualTo("completed");
        assertThat(bench.run(id).at("/costs/actual").decimalValue()).isEqualByComparingTo("0.05");
    }
}
