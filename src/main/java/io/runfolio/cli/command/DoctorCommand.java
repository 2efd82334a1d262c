package io.runfolio.cli.command;

import io.runfolio.Runfolio;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.audit.OutputsAudit;
import io.runfolio.catalog.sync.CatalogAudit;
import io.runfolio.cli.output.ExitCode;
import io.runfolio.cli.output.Terminal;
import io.runfolio.fetch.HostKeys;
import io.runfolio.hooks.Hooks;
import io.runfolio.hooks.adapter.ProviderAdapters;
import io.runfolio.hooks.poll.ProviderKeys;
import io.runfolio.json.SecretMask;
import io.runfolio.run.Finding;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.settings.SettingException;
import io.runfolio.store.object.ObjectStore;
import io.runfolio.store.object.StoreProbe;
import io.runfolio.wiring.Backends;
import io.runfolio.wiring.MirrorWiring;
import io.runfolio.wiring.StoreWiring;
import io.runfolio.work.Readiness;
import io.runfolio.workflow.template.TemplateFolder;
import io.runfolio.workflow.template.TemplateProblem;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code runfolio doctor}. */
@Command(
        name = "doctor",
        description = "Checks the environment and finds leftovers of crashed workers; changes nothing without --repair."
                + " To check the files of bundles, use `runfolio verify`.",
        mixinStandardHelpOptions = true)
public final class DoctorCommand extends ReportCommand {
    @Option(
            names = "--repair",
            description = "Move invalid index lines to index.jsonl.broken, append missing lines,"
                    + " remove leftovers of crashed workers.")
    private boolean repair;

    @Override
    public Integer call() {
        RunfolioSettings settings = options.read();
        List<Readiness.Check> checks =
                new ArrayList<>(Runfolio.readiness(settings).checks());
        checks.add(catalog(settings));
        checks.add(templates(settings));
        checks.add(providers(settings));
        checks.addAll(objectStore(settings));
        List<String> findings = Runfolio.findings(settings);
        if (repair) {
            Runfolio.repair(settings);
        }
        PrintWriter out = out();
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
        BundleLayout layout = Backends.outputs(settings);
        CatalogAudit audit = new CatalogAudit(settings.catalog(), layout);
        List<Finding> findings = audit.check(new OutputsAudit(layout).bundles());
        String fine = audit.exists() ? audit.location() : audit.location() + ", which is made when it is first asked";
        return new Readiness.Check(
                "catalog",
                findings.isEmpty(),
                false,
                findings.stream().findFirst().map(Finding::message).orElse(fine));
    }

    /** Nor the templates: what is wrong with one stops no other. */
    private static Readiness.Check templates(RunfolioSettings settings) {
        TemplateFolder.Shelf shelf = TemplateFolder.of(settings.workflow()).read();
        String fine = shelf.templates().size() + " in " + settings.workflow().templates();
        int others = shelf.problems().size() - 1;
        return new Readiness.Check(
                "templates",
                shelf.problems().isEmpty(),
                false,
                shelf.problems().stream()
                        .findFirst()
                        .map(TemplateProblem::message)
                        .map(first -> others == 0 ? first : first + " (runfolio templates shows " + others + " more)")
                        .orElse(fine));
    }

    /** Nor the webhooks and the keys of providers. */
    private static Readiness.Check providers(RunfolioSettings settings) {
        SecretMask mask =
                SecretMask.of(settings.secrets().mask(), settings.secrets().keys());
        ProviderAdapters adapters = new ProviderAdapters(settings.hooks().providers(), settings.event(), mask);
        String detail = adapters.list().size() + " adapters, "
                + settings.hooks().hooks().size() + " webhooks";
        try {
            List<String> problems =
                    new ArrayList<>(new Hooks(settings.hooks(), adapters, Clock.systemUTC()).problems());
            problems.addAll(new ProviderKeys(settings.poll().keyFiles()).problems());
            problems.addAll(new HostKeys(settings.fetch()).problems());
            problems.addAll(new HostKeys(settings.workflow().keys(), List.of()).problems());
            settings.lostLinks().ifPresent(problems::add);
            return new Readiness.Check(
                    "providers", problems.isEmpty(), false, problems.isEmpty() ? detail : problems.get(0));
        } catch (SettingException e) {
            return new Readiness.Check("providers", false, false, e.getMessage());
        }
    }

    /** Bundling goes on without a mirror, but not without the store of the bundles. */
    private static List<Readiness.Check> objectStore(RunfolioSettings settings) {
        if (settings.store().isRemote()) {
            return probe("store", StoreWiring.objects(settings), true);
        }
        return settings.mirror().isEnabled() ? probe("mirror", MirrorWiring.store(settings), false) : List.of();
    }

    private static List<Readiness.Check> probe(String name, ObjectStore opened, boolean isUsed) {
        try (ObjectStore store = opened) {
            return new StoreProbe(store)
                    .run().stream()
                            .map(probe -> new Readiness.Check(
                                    name + " " + probe.name(), probe.ok(), isUsed && probe.needed(), probe.detail()))
                            .toList();
        }
    }

    private void print(PrintWriter out, List<Readiness.Check> checks, List<String> findings) {
        Terminal.wrappedTable(
                out,
                List.of("CHECK", "", ""),
                checks.stream()
                        .map(check -> List.of(check.name(), check.ok() ? "ok" : "NOT OK", check.detail()))
                        .toList());
        findings.forEach(finding -> out.println((repair ? "repaired: " : "found: ") + Terminal.printable(finding)));
        if (findings.isEmpty()) {
            out.println("Nothing is left over.");
        } else if (!repair) {
            out.println("Run `runfolio doctor --repair` to repair this.");
        }
        out.println("The files of bundles were not read: run `runfolio verify` to check them.");
        out.flush();
    }
}
