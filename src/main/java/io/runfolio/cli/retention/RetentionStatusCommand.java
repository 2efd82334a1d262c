package io.runfolio.cli.retention;

import io.runfolio.cli.command.ReportCommand;
import io.runfolio.cli.output.ExitCode;
import io.runfolio.cli.output.Terminal;
import io.runfolio.retention.plan.ApplyState;
import io.runfolio.retention.plan.PlanSummary;
import io.runfolio.retention.plan.RetentionService;
import io.runfolio.retention.policy.PolicyFile;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.wiring.RetentionAccess;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;

/** {@code runfolio retention status}. */
@Command(
        name = "status",
        description = "Shows the policy, the schedule and the newest plans.",
        mixinStandardHelpOptions = true)
final class RetentionStatusCommand extends ReportCommand {
    @Override
    public Integer call() {
        RunfolioSettings settings = options.read();
        try (RetentionAccess access = RetentionAccess.open(settings, Optional.empty())) {
            PolicyFile.State policy = access.service().policy();
            if (json) {
                Terminal.json(out(), document(settings, access.service(), policy));
            } else {
                print(settings, access.service(), policy);
            }
            return policy.problems().isEmpty() ? ExitCode.OK : ExitCode.NOT_READY;
        }
    }

    private static Map<String, Object> document(
            RunfolioSettings settings, RetentionService service, PolicyFile.State policy) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("policy", settings.retention().policy().orElseThrow().toString());
        document.put("problems", policy.problems());
        document.put("schedule", settings.retention().schedule());
        document.put("applying", service.isApplying());
        document.put(
                "plans",
                service.list().stream()
                        .map(plan -> Map.of("plan", plan, "state", service.state(plan.id())))
                        .toList());
        return document;
    }

    private void print(RunfolioSettings settings, RetentionService service, PolicyFile.State policy) {
        out().println("policy    " + settings.retention().policy().orElseThrow()
                + (policy.problems().isEmpty()
                        ? ", " + policy.orThrow().rules().size() + " rules"
                        : ", which has mistakes"));
        policy.problems().forEach(problem -> out().println("          " + problem.message()));
        out().println("schedule  "
                + (settings.retention().isScheduled() ? settings.retention().schedule() : "none"));
        out().println("apply     " + (service.isApplying() ? "a plan is being applied" : "none in progress"));
        List<PlanSummary> plans = service.list();
        if (!plans.isEmpty()) {
            out().println();
            Terminal.table(
                    out(),
                    List.of("PLAN", "MADE", "REMOVALS", "FREES", "KEPT", "STATE"),
                    plans.stream().map(plan -> row(plan, service)).toList());
        }
    }

    private static List<String> row(PlanSummary plan, RetentionService service) {
        return List.of(
                plan.id(),
                plan.createdAt().substring(0, "2026-01-01T00:00".length()),
                String.valueOf(plan.entries()),
                ByteWords.of(plan.bytes()),
                String.valueOf(plan.kept()),
                words(service.state(plan.id())));
    }

    private static String words(ApplyState state) {
        if (state.entries() == 0) {
            return "empty";
        }
        if (state.done() == 0) {
            return "not applied";
        }
        return state.isComplete() ? "applied" : state.done() + " of " + state.entries();
    }
}
