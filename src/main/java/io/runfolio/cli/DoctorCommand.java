package io.runfolio.cli;

import io.runfolio.Runfolio;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.OutputsAudit;
import io.runfolio.catalog.CatalogAudit;
import io.runfolio.flow.Readiness;
import io.runfolio.run.Finding;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.workflow.Templates;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code runfolio doctor}. */
@Command(
        name = "doctor",
        description = "Checks what work needs and what a dead worker may have left; changes nothing unless told to."
                + " It does not read the files of bundles: `runfolio verify` does.",
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
    @Mixin
    private SettingsOptions options;

    @Option(
            names = "--repair",
            description = "Move torn and foreign lines of the index to index.jsonl.broken, append missing lines,"
                    + " clear what dead workers left.")
    private boolean repair;

    @Option(names = "--json", description = "The same as JSON.")
    private boolean json;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() {
        RunfolioSettings settings = options.read();
        List<Readiness.Check> checks =
                new ArrayList<>(Runfolio.readiness(settings).checks());
        checks.add(catalog(settings));
        checks.add(templates(settings));
        List<String> findings = Runfolio.findings(settings);
        if (repair) {
            Runfolio.repair(settings);
        }
        PrintWriter out = command.commandLine().getOut();
        if (json) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("checks", checks);
            document.put("findings", findings);
            document.put("repaired", repair);
            document.put("files_read", false);
            Terminal.json(out, document);
        } else {
            print(out, checks, findings);
        }
        boolean ready = checks.stream().allMatch(check -> check.ok() || !check.needed());
        return ready && (repair || findings.isEmpty()) ? ExitCode.OK : ExitCode.NOT_READY;
    }

    /** No work needs the catalog. */
    private static Readiness.Check catalog(RunfolioSettings settings) {
        BundleLayout layout = new BundleLayout(settings.folders().outputs());
        CatalogAudit audit = new CatalogAudit(settings.catalog(), layout);
        List<Finding> findings = audit.check(new OutputsAudit(layout).bundles());
        String fine = audit.exists() ? audit.place() : audit.place() + ", which is made when it is first asked";
        return new Readiness.Check(
                "catalog",
                findings.isEmpty(),
                false,
                findings.stream().findFirst().map(Finding::message).orElse(fine));
    }

    /** Nor the templates: what is wrong with one stops no other. */
    private static Readiness.Check templates(RunfolioSettings settings) {
        Templates.Shelf shelf = new Templates(settings.workflow().templates()).read();
        String fine = shelf.templates().size() + " in " + settings.workflow().templates();
        return new Readiness.Check(
                "templates",
                shelf.problems().isEmpty(),
                false,
                shelf.problems().stream().findFirst().map(Finding::message).orElse(fine));
    }

    private void print(PrintWriter out, List<Readiness.Check> checks, List<String> findings) {
        Terminal.table(
                out,
                List.of("CHECK", "", ""),
                checks.stream()
                        .map(check -> List.of(check.name(), check.ok() ? "ok" : "NOT OK", check.detail()))
                        .toList());
        findings.forEach(finding -> out.println((repair ? "mended: " : "found: ") + Terminal.printable(finding)));
        if (findings.isEmpty()) {
            out.println("Nothing is left over.");
        } else if (!repair) {
            out.println("Run `runfolio doctor --repair` to mend this.");
        }
        out.println("The files of bundles were not read: run `runfolio verify` to check them.");
        out.flush();
    }
}
