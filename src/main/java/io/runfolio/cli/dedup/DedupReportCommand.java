package io.runfolio.cli.dedup;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.cli.command.ReportCommand;
import io.runfolio.cli.input.CurrentCatalog;
import io.runfolio.cli.output.ExitCode;
import io.runfolio.cli.output.Terminal;
import io.runfolio.dedup.DedupReport;
import io.runfolio.files.StorageException;
import io.runfolio.replica.MediaReport;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.store.object.ObjectStore;
import io.runfolio.wiring.Backends;
import io.runfolio.wiring.StoreWiring;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;

/** {@code runfolio dedup report}. */
@Command(
        name = "report",
        description = {
            "Prints the bytes that sharing saves, and could save, by project. With runfolio.store=s3, also those that"
                    + " it",
            "saves in the object store."
        },
        mixinStandardHelpOptions = true)
final class DedupReportCommand extends ReportCommand {
    @Override
    public Integer call() {
        RunfolioSettings settings = options.read();
        if (CurrentCatalog.isMissing(settings)) {
            throw new StorageException(
                    "There is no folder " + settings.folders().outputs()
                            + ": name the folder of the bundles with --outputs",
                    null);
        }
        BundleLayout layout = Backends.outputs(settings);
        DedupReport report = DedupReport.of(layout);
        Optional<MediaReport> store = inStore(settings, layout);
        if (json) {
            Terminal.json(
                    out(),
                    store.<Object>map(media -> new WithStore(report, media)).orElse(report));
        } else {
            print(out(), report);
            store.ifPresent(media -> print(out(), media));
        }
        return ExitCode.OK;
    }

    /**
     * Report where bundles are in an object store.
     *
     * @param copies originals of the working copy of this host
     * @param store media in the object store
     */
    private record WithStore(DedupReport copies, MediaReport store) {}

    private static Optional<MediaReport> inStore(RunfolioSettings settings, BundleLayout layout) {
        if (!settings.store().isRemote()) {
            return Optional.empty();
        }
        try (ObjectStore objects = StoreWiring.objects(settings)) {
            return Optional.of(
                    MediaReport.of(objects, layout.coordination().storeLog().orElseThrow()));
        }
    }

    private static void print(PrintWriter out, MediaReport media) {
        media.unreadable().forEach(path -> out.println("not counted in the store: " + Terminal.printable(path)));
        out.println("In the object store, " + media.files() + " originals and derivatives of " + bytes(media.bytes())
                + " bytes take " + bytes(media.storedBytes()) + " in " + media.objects() + " objects; "
                + bytes(media.savedBytes()) + " are saved.");
        out.flush();
    }

    private static void print(PrintWriter out, DedupReport report) {
        Terminal.table(
                out,
                List.of("PROJECT", "ORIGINALS", "BYTES", "SAVED", "COULD BE SAVED"),
                report.projects().stream()
                        .map(project -> List.of(
                                project.name().isEmpty() ? "(none)" : project.name(),
                                String.valueOf(project.originals()),
                                bytes(project.bytes()),
                                bytes(project.savedBytes()),
                                bytes(project.convertibleBytes())))
                        .toList());
        report.unreadable().forEach(path -> out.println("not counted: " + Terminal.printable(path)));
        out.println(report.originals() + " originals of " + bytes(report.bytes()) + " bytes take "
                + bytes(report.storedBytes()) + "; " + bytes(report.savedBytes()) + " are saved.");
        out.println(report.objects() + " objects; " + report.unusedObjects() + " of " + bytes(report.unusedBytes())
                + " bytes are unused: `runfolio dedup sweep` removes them.");
        out.flush();
    }

    private static String bytes(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
