package io.runfolio.work;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.audit.OutputsAudit;
import io.runfolio.bundle.audit.RemovedFiles;
import io.runfolio.bundle.audit.TrashAudit;
import io.runfolio.catalog.sync.CatalogAudit;
import io.runfolio.coordination.CoordinationAudit;
import io.runfolio.index.ChangeFeedAudit;
import io.runfolio.index.IndexAudit;
import io.runfolio.run.Finding;
import io.runfolio.settings.CatalogSettings;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.workflow.order.OrdersAudit;
import io.runfolio.workflow.run.RunsAudit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Verifies that no event, bundle or line is lost or duplicated. Writes nothing. */
public final class Verification {
    private static final Set<String> HARMLESS_LEFTOVERS = Set.of(
            "lock_left",
            "staging_left",
            "reservation_left",
            "task_left",
            "waiting_left",
            "replaced_left",
            "notes_left",
            RunsAudit.WORK_LEFT,
            RemovedFiles.PURGE_LEFT,
            RemovedFiles.RESTORE_LEFT,
            RemovedFiles.NOT_IN_TRASH,
            TrashAudit.TRASH_LEFT);

    private Verification() {}

    /**
     * Report on all files.
     *
     * @param bundles number of visible bundles
     * @param lines number of index lines
     * @param events number of event files, in any place
     * @param findings losses, duplicates and damage
     * @param notes leftovers of crashed processes that the next worker removes; nothing is lost by them
     */
    public record Report(int bundles, int lines, int events, List<Finding> findings, List<Finding> notes) {
        private static Report of(int bundles, int lines, int events, List<Finding> findings) {
            Map<Boolean, List<Finding>> parts =
                    findings.stream().collect(Collectors.partitioningBy(Verification::isHarmless));
            return new Report(bundles, lines, events, parts.get(false), parts.get(true));
        }
    }

    /** Returns whether a finding is a harmless leftover: a loss behind it has a finding of its own. */
    private static boolean isHarmless(Finding finding) {
        return HARMLESS_LEFTOVERS.contains(finding.code());
    }

    /** Receiver of progress. */
    public interface Progress {
        void bundles(int done, int of);
    }

    /**
     * Verifies events, outputs and the catalog in its default place. Work in progress of live workers may be reported.
     */
    public static Report of(BundleLayout layout, CoordinationAudit audit, Progress progress) {
        return of(layout, audit, CatalogSettings.defaults(), progress);
    }

    /** Verifies all places that the settings name, the orders and workflow runs too. */
    public static Report of(
            BundleLayout layout, CoordinationAudit audit, RunfolioSettings settings, Progress progress) {
        Report report = of(layout, audit, settings.catalog(), progress);
        List<Finding> findings = new ArrayList<>(report.findings());
        findings.addAll(report.notes());
        findings.addAll(OrdersAudit.check(settings.workflow().orders()));
        findings.addAll(runs(settings.workflow().runs(), audit, layout));
        return Report.of(report.bundles(), report.lines(), report.events(), findings);
    }

    private static List<Finding> runs(Path folder, CoordinationAudit audit, BundleLayout layout) {
        List<Finding> findings = new ArrayList<>(audit.runs());
        Set<String> bundles = new OutputsAudit(layout)
                .bundles().stream()
                        .map(bundle -> bundle.getFileName().toString())
                        .collect(Collectors.toSet());
        findings.addAll(RunsAudit.check(folder, audit.openRuns(), bundles));
        return findings;
    }

    private static Report of(BundleLayout layout, CoordinationAudit audit, CatalogSettings catalog, Progress progress) {
        CoordinationAudit.Begun begun = audit.begin();
        OutputsAudit outputs = new OutputsAudit(layout);
        List<Path> bundles = outputs.bundles();
        List<Finding> findings = new ArrayList<>();
        int done = 0;
        for (Path bundle : bundles) {
            findings.addAll(outputs.bundle(bundle));
            progress.bundles(++done, bundles.size());
        }
        IndexAudit.Result index = new IndexAudit(layout).check(bundles);
        CoordinationAudit.Result events =
                begun.check(new CoordinationAudit.Outputs(bundles, outputs.ofEvents(), index.events(), index.runs()));
        findings.addAll(index.findings());
        findings.addAll(ChangeFeedAudit.check(layout, bundles));
        findings.addAll(outputs.leftovers());
        findings.addAll(events.findings());
        findings.addAll(new CatalogAudit(catalog, layout).check(bundles));
        return Report.of(bundles.size(), index.runs().size(), events.events(), findings);
    }
}
