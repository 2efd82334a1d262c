package io.runfolio.workflow.content;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.workflow.step.StepAnswer;
import io.runfolio.workflow.step.StepCost;
import io.runfolio.workflow.template.Template;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BudgetTest {
    private static final String DRAW =
            "'providers': {'image': 'openai/gpt-image-2'}, 'steps': [{'id': 'draw', 'kind': 'image'}]";

    @TempDir
    Path folder;

    private Rates rates;

    @BeforeEach
    void writeRates() throws IOException {
        rates = read("{'models': {'openai/gpt-image-2': {'unit': 'image', 'unitPrice': 0.04, 'quantity': 2},"
                + " 'openai/gpt-6': {'unit': '1k_tokens', 'unitPrice': 0.01}},"
                + " 'operations': {'tool.web_search': {'unitPrice': 0.005}}}");
        assertThat(rates.problems()).isEmpty();
    }

    private Rates read(String json) throws IOException {
        Path file = folder.resolve("rates.json");
        Files.writeString(file, json.replace('\'', '"'));
        return Rates.read(file);
    }

    private Estimate estimate(Template template, Template... subs) {
        return estimate(template, Set.of(), subs);
    }

    private Estimate estimate(Template template, Set<String> supplied, Template... subs) {
        return Budget.estimate(
                template,
                sub -> List.of(subs).stream()
                        .filter(one -> one.id().equals(sub.templateId()))
                        .findFirst(),
                rates,
                supplied);
    }

    private static BigDecimal dollars(String amount) {
        return new BigDecimal(amount);
    }

    @Test
    void metered_steps_are_estimated_by_model_else_by_operation() {
        Estimate estimate = estimate(Templates.of("'providers': {'image': 'openai/gpt-image-2'}, 'steps': ["
                + "{'id': 'find', 'kind': 'tool', 'capability': 'web_search'},"
                + "{'id': 'write', 'kind': 'llm', 'model': 'openai/gpt-6', 'maxTokens': 4000},"
                + "{'id': 'draw', 'kind': 'image'}, {'id': 'check', 'kind': 'qa'}, {'id': 'pack', 'kind': 'code'}]"));
        assertThat(estimate.entries()).extracting(Estimate.Entry::step).containsExactly("find", "write", "draw");
        assertThat(estimate.total()).isEqualByComparingTo(dollars("0.125"));
        assertThat(estimate.unresolved()).isEmpty();
        StepCost drawn = estimate.entries().get(2).cost();
        assertThat(drawn.provider()).isEqualTo("openai");
        assertThat(drawn.quantity()).isEqualByComparingTo("2");
        assertThat(drawn.estimated()).isEqualByComparingTo("0.08");
        assertThat(drawn.status()).isEqualTo("estimated");
        assertThat(estimate.toJson().path("total").decimalValue()).isEqualByComparingTo("0.125");
    }

    @Test
    void a_run_over_its_budget_is_refused_with_the_largest_steps() {
        Template template = Templates.of(DRAW + ", 'budgetPolicy': {'maxCostUsd': 0.05}");
        assertThat(Budget.refusal(template, estimate(template)))
                .contains("the estimated cost of 0.08 USD exceeds the budget of 0.05 USD (budgetPolicy.maxCostUsd of"
                        + " template t): draw (openai/gpt-image-2) 0.08 USD");
        Template enough = Templates.of(DRAW + ", 'budgetPolicy': {'maxCostUsd': 0.08}");
        assertThat(Budget.refusal(enough, estimate(enough))).isEmpty();
        Template prose = Templates.of(DRAW + ", 'budgetPolicy': 'Records estimated cost.'");
        assertThat(Budget.refusal(prose, estimate(prose))).isEmpty();
    }

    @Test
    void an_unknown_rate_is_named_and_refused_if_the_policy_says_so() {
        String steps = "'steps': [{'id': 'draw', 'kind': 'image', 'model': 'new/model'}], 'budgetPolicy':";
        Template allowing = Templates.of(steps + "{'maxCostUsd': 1}");
        assertThat(estimate(allowing).unresolved()).containsExactly("draw (new/model)");
        assertThat(Budget.refusal(allowing, estimate(allowing))).isEmpty();
        Template refusing = Templates.of(steps + "{'maxCostUsd': 1, 'onUnknownRate': 'refuse'}");
        assertThat(Budget.refusal(refusing, estimate(refusing)))
                .hasValueSatisfying(why -> assertThat(why).contains("no rate is known for draw (new/model)"));
    }

    @Test
    void sub_workflows_count_unless_an_artifact_is_supplied() {
        Template report = Templates.of("report", DRAW.replace("'draw'", "'write'"));
        Template parent = Templates.of("'intakeSchema': [{'name': 'source', 'type': 'artifactReference'}],"
                + " 'steps': [{'id': 'step-1', 'kind': 'subWorkflow', 'satisfiedBy': 'inputs.source',"
                + " 'subWorkflow': {'templateId': 'report'}}]");
        assertThat(estimate(parent, report).entries())
                .extracting(Estimate.Entry::step)
                .containsExactly("step-1/write");
        assertThat(estimate(parent, Set.of("source"), report).entries()).isEmpty();
    }

    @Test
    void a_supplied_artifact_also_satisfies_the_step_of_a_sub_workflow() {
        Template child = Templates.of(
                "child",
                "'providers': {'image': 'openai/gpt-image-2'},"
                        + " 'intakeSchema': [{'name': 'picture', 'type': 'artifactReference'}],"
                        + " 'steps': [{'id': 'draw', 'kind': 'image', 'satisfiedBy': 'inputs.picture'}]");
        Template parent = Templates.of("'intakeSchema': [{'name': 'mine', 'type': 'artifactReference'}], 'steps': ["
                + "{'id': 'step-1', 'kind': 'subWorkflow', 'subWorkflow': {'templateId': 'child',"
                + " 'intakeMapping': {'picture': '{intake.mine}'}}}]");
        assertThat(estimate(parent, child).total()).isEqualByComparingTo("0.08");
        assertThat(estimate(parent, Set.of("mine"), child).entries()).isEmpty();
    }

    @Test
    void what_the_endpoint_reports_is_completed_from_the_rates() {
        Template template = Templates.of(DRAW);
        StepCost reported = new StepCost(null, null, null, dollars("3"), null, null, null, dollars("0.1"), null, null);
        List<StepCost> costs = Costs.of(template.steps().get(0), template, answer(reported), rates);
        assertThat(costs).hasSize(1);
        StepCost cost = costs.get(0);
        assertThat(cost.model()).isEqualTo("openai/gpt-image-2");
        assertThat(cost.unit()).isEqualTo("image");
        assertThat(cost.estimated()).isEqualByComparingTo("0.12");
        assertThat(cost.actual()).isEqualByComparingTo("0.1");
        assertThat(List.of(cost.status(), cost.source())).containsExactly("reported", "endpoint");
        assertThat(Costs.parse(Costs.json(costs).path("entries"))).isEqualTo(costs);
    }

    @Test
    void a_step_without_a_reported_cost_counts_by_its_estimate() {
        Template template = Templates.of(DRAW + ", 'budgetPolicy': {'maxCostUsd': 0.1}");
        List<StepCost> costs = Costs.of(template.steps().get(0), template, answer(), rates);
        assertThat(Costs.spent(costs)).isEqualByComparingTo("0.08");
        assertThat(Costs.json(costs).path("actual").isNull()).isTrue();
        assertThat(Budget.overrun(template, costs)).isEmpty();
        List<StepCost> twice = List.of(costs.get(0), Costs.ofChild(costs).get(0));
        assertThat(Budget.overrun(template, twice))
                .contains(
                        "the run has cost 0.16 USD and its budget is 0.1 USD (budgetPolicy.maxCostUsd of template t)");
        assertThat(twice.get(1).source()).isEqualTo("child");
    }

    private static StepAnswer answer(StepCost... costs) {
        return StepAnswer.of(null, null, List.of(), List.of(), List.of(costs));
    }

    @Test
    void invalid_rates_are_problems_and_the_others_count() throws IOException {
        Rates invalid = read("{'models': {'a': {'unitPrice': -1}, 'b': {'unit': 'x'}, 'c': {'unitPrice': 1e300},"
                + " 'd': {'unitPrice': 2, 'price': 1}, 'e': 3}, 'rates': {}}");
        assertThat(invalid.models()).containsOnlyKeys("d");
        assertThat(invalid.problems()).hasSize(6).allMatch(problem -> problem.startsWith(folder + "/rates.json: "));
        assertThat(Rates.read(folder.resolve("missing.json")).problems()).hasSize(1);
        assertThat(read("[").problems()).hasSize(1);
        assertThat(read("[]").problems()).hasSize(1);
    }

    @Test
    void a_cycle_of_sub_workflows_ends() {
        Template self = Templates.of("'steps': [{'id': 'a', 'kind': 'subWorkflow', 'subWorkflow': {'templateId': 't'}},"
                + "{'id': 'b', 'kind': 'subWorkflow', 'subWorkflow': {'templateId': 't'}},"
                + "{'id': 'c', 'kind': 'tool'}]");
        assertThat(Budget.estimate(self, sub -> Optional.of(self), new Rates(Map.of(), Map.of(), List.of()), Set.of())
                        .entries())
                .hasSizeLessThan(20_000);
    }
}
