package io.runfolio.cli.store;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.catalog.sync.CatalogAccess;
import io.runfolio.cli.command.ReportCommand;
import io.runfolio.cli.output.ExitCode;
import io.runfolio.cli.output.Terminal;
import io.runfolio.files.StorageRoots;
import io.runfolio.index.ProcessedEvents;
import io.runfolio.index.ReviewLogs;
import io.runfolio.index.RunIndex;
import io.runfolio.mirror.MirrorRestore;
import io.runfolio.replica.StoreRestore;
import io.runfolio.settings.FolderSettings;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.store.object.ObjectStore;
import io.runfolio.wiring.Backends;
import io.runfolio.wiring.MirrorWiring;
import io.runfolio.wiring.StoreWiring;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code runfolio store restore}. */
@Command(
        name = "restore",
        description = "Brings the bundles, the index and the catalog back into an empty folder.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "After a kill or an outage, start it again: it continues. Use the folder with --outputs afterwards.",
            "Exit codes: 0 done; 2 wrong usage or settings; 4 some bundles could not be restored, or the store",
            "cannot be used."
        })
final class StoreRestoreCommand extends ReportCommand {
    @Option(names = "--into", required = true, paramLabel = "FOLDER", description = "New outputs folder.")
    private Path into;

    @Override
    public Integer call() {
        RunfolioSettings settings = options.read();
        RunfolioSettings target = settings.with(new FolderSettings(
                settings.folders().inbox(), into, settings.folders().sourceRoots()));
        if (settings.store().isRemote()) {
            return restoreFromPrimary(settings, target);
        }
        BundleLayout layout = Backends.outputs(target);
        try (ObjectStore store = MirrorWiring.store(settings)) {
            MirrorRestore restore = new MirrorRestore(layout, store).begin();
            StorageRoots.open(List.of(layout.root()), List.of()).close();
            MirrorRestore.Report report = restore.run(done -> Terminal.progress(done, done, "bundles"));
            complete(target, layout);
            restore.end();
            print(report);
            return report.findings().isEmpty() ? ExitCode.OK : ExitCode.NOT_READY;
        }
    }

    /** Restores without the database, into a folder that has the bundles itself. */
    private int restoreFromPrimary(RunfolioSettings settings, RunfolioSettings target) {
        BundleLayout layout = Backends.outputs(into);
        try (ObjectStore objects = StoreWiring.objects(settings)) {
            StorageRoots.open(List.of(layout.root()), List.of()).close();
            StoreRestore.Report report =
                    new StoreRestore(layout, objects).run(done -> Terminal.progress(done, done, "bundles"));
            complete(target, layout);
            print(
                    report,
                    report.findings(),
                    String.format(
                            Locale.ROOT,
                            "%,d bundles were restored into %s; %,d bundles were there before.",
                            report.restored(),
                            into,
                            report.present()));
            return report.hasAll() ? ExitCode.OK : ExitCode.NOT_READY;
        }
    }

    /** Completes index, list of events, feed of changes and catalog from the bundles. */
    private static void complete(RunfolioSettings target, BundleLayout layout) {
        BundleReader bundles = new BundleReader(layout);
        new RunIndex(layout).restoreMissing(bundles);
        new ProcessedEvents(layout).restoreMissing(bundles);
        new ReviewLogs(layout).recordMissing(bundles);
        try (CatalogAccess catalog = new CatalogAccess(target.catalog(), layout)) {
            catalog.follower().rebuild(done -> {});
        }
    }

    private void print(MirrorRestore.Report report) {
        print(
                report,
                report.findings(),
                String.format(
                        Locale.ROOT,
                        "%,d bundles and %,d bytes were restored into %s; %,d bundles were there before.",
                        report.restored(),
                        report.bytes(),
                        into,
                        report.present()));
    }
}
