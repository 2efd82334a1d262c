package io.runfolio.flow;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.OutputsAudit;
import io.runfolio.catalog.CatalogAudit;
import io.runfolio.index.ChangeFeedAudit;
import io.runfolio.index.IndexAudit;
import io.runfolio.intake.DoneAudit;
import io.runfolio.intake.InboxAudit;
import io.runfolio.run.Finding;
import io.runfolio.settings.CatalogSettings;
import io.runfolio.settings.EventSettings;
import io.runfolio.settings.FolderSettings;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.workflow.OrdersAudit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Counts, from the files alone, whether nothing was lost and nothing came twice. Opens nothing for writing and makes nothing. */
public final class Verification {
    private Verification() {}

    /**
     * What was looked at, and what was found.
     *
     * @param bundles visible bundles
     * @param lines lines of the index
     * @param events event files, wherever they stand
     * @param findings what is not as it should be
     */
    public record Report(int bundles, int lines, int events, List<Finding> findings) {}

    /** Is told how far it has come. */
    public interface Progress {
        void bundles(int done, int of);
    }

    /** Looks over inbox and outputs, and the catalog in its usual place. While workers are alive, what they are just doing may be found unfinished. */
    public static Report of(FolderSettings folders, Progress progress) {
        return of(
                folders, CatalogSettings.file(), RunfolioSettings.from(Map.of()).event(), progress);
    }

    /** Looks over all that the settings name, the orders as well. */
    public static Report of(RunfolioSettings settings, Progress progress) {
        Report report = of(settings.folders(), settings.catalog(), settings.event(), progress);
        List<Finding> findings = new ArrayList<>(report.findings());
        findings.addAll(OrdersAudit.check(settings.workflow().orders()));
        return new Report(report.bundles(), report.lines(), report.events(), List.copyOf(findings));
    }

    private static Report of(FolderSettings folders, CatalogSettings catalog, EventSettings events, Progress progress) {
        DoneAudit accepted = DoneAudit.of(folders.inbox(), events);
        BundleLayout layout = new BundleLayout(folders.outputs());
        OutputsAudit outputs = new OutputsAudit(layout);
        List<Path> bundles = outputs.bundles();
        List<Finding> findings = new ArrayList<>();
        int done = 0;
        for (Path bundle : bundles) {
            findings.addAll(outputs.bundle(bundle));
            progress.bundles(++done, bundles.size());
        }
        IndexAudit.Result index = new IndexAudit(layout).check(bundles);
        InboxAudit.Result inbox = InboxAudit.check(folders.inbox());
        findings.addAll(index.findings());
        findings.addAll(ChangeFeedAudit.check(layout, bundles));
        findings.addAll(outputs.leftovers());
        findings.addAll(inbox.findings());
        findings.addAll(accepted.check(outputs.eventDigests(), index.events()));
        findings.addAll(new CatalogAudit(catalog, layout).check(bundles));
        return new Report(bundles.size(), index.lines(), inbox.events(), List.copyOf(findings));
    }
}
