package io.runfolio.cli.retention;

import io.runfolio.cli.command.ReportCommand;
import io.runfolio.cli.output.ExitCode;
import io.runfolio.cli.output.Terminal;
import io.runfolio.retention.plan.KeptEntry;
import io.runfolio.retention.plan.PlanEntry;
import io.runfolio.retention.plan.PlanStore;
import io.runfolio.retention.plan.PlanSummary;
import io.runfolio.retention.policy.PolicyFile;
import io.runfolio.wiring.RetentionAccess;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code runfolio retention plan}. */
@Command(
        name = "plan",
        description = "Makes a plan of what the policy removes; removes nothing.",
        mixinStandardHelpOptions = true)
final class RetentionPlanCommand extends ReportCommand {
    private static final int MAX_LIMIT = 100_000;

    @Option(names = "--policy", paramLabel = "FILE", description = "Use this policy instead of that of the settings.")
    private Path policy;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "Show at most N removals, and N that do not happen; the plan has all. Default: 50")
    private int limit;

    @Override
    public Integer call() {
        if (limit < 0 || limit > MAX_LIMIT) {
            throw misuse("--limit must be from 0 to " + MAX_LIMIT);
        }
        try (RetentionAccess access = RetentionAccess.open(options.read(), Optional.ofNullable(policy))) {
            PlanSummary plan = access.service().plan(Optional.ofNullable(policy).map(PolicyFile::new));
            print(plan, access.service().plans());
        }
        return ExitCode.OK;
    }

    private void print(PlanSummary plan, PlanStore plans) {
        List<PlanEntry> entries = plans.entries(plan.id(), 0, limit);
        List<KeptEntry> kept = plans.kept(plan.id(), 0, limit);
        if (json) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("plan", plan);
            document.put("entries", entries);
            document.put("kept", kept);
            Terminal.json(out(), document);
            return;
        }
        if (plan.entries() > 0) {
            Terminal.wrappedTable(
                    out(),
                    List.of("REMOVES", "SIZE", "OF", "RULE", "WHY"),
                    entries.stream()
                            .map(entry -> List.of(
                                    entry.scope().word(),
                                    ByteWords.of(entry.bytes()),
                                    entry.artifactId() == null ? entry.runId() : entry.artifactId(),
                                    entry.rule(),
                                    entry.why()))
                            .toList());
            more(plan.entries(), entries.size());
        }
        if (plan.kept() > 0) {
            out().println();
            Terminal.wrappedTable(
                    out(),
                    List.of("KEEPS", "SIZE", "OF", "RULE", "BECAUSE"),
                    kept.stream()
                            .map(entry -> List.of(
                                    entry.scope().word(),
                                    ByteWords.of(entry.bytes()),
                                    entry.artifactId() == null ? entry.runId() : entry.artifactId(),
                                    entry.rule(),
                                    entry.words()))
                            .toList());
            more(plan.kept(), kept.size());
        }
        PlanTotals.print(out(), plan);
        if (plan.entries() > 0) {
            out().println("Apply it until " + plan.expiresAt() + ": runfolio retention apply " + plan.id());
        }
    }

    private void more(long all, int shown) {
        if (all > shown) {
            out().println("… and " + (all - shown) + " more: --limit shows them");
        }
    }
}
