package io.runfolio.cli;

import io.runfolio.Runfolio;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.flow.Readiness;
import io.runfolio.index.RunQueries;
import io.runfolio.intake.InboxStatus;
import io.runfolio.run.RunIndexEntry;
import io.runfolio.settings.RunfolioSettings;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code runfolio status}. */
@Command(
        name = "status",
        description = "Tells what waits, what is under way, what failed, and whether work could be done now.",
        mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
    @Mixin
    private SettingsOptions options;

    @Option(names = "--json", description = "The same as JSON.")
    private boolean json;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() {
        RunfolioSettings settings = options.read();
        InboxStatus inbox = InboxStatus.of(settings.folders().inbox());
        List<RunIndexEntry> runs =
                new RunQueries(new BundleLayout(settings.folders().outputs())).listRecentRuns(Integer.MAX_VALUE);
        List<Readiness.Check> checks = Runfolio.readiness(settings).checks();
        boolean ready = checks.stream().allMatch(check -> check.ok() || !check.needed());
        PrintWriter out = command.commandLine().getOut();
        if (json) {
            Terminal.json(out, document(inbox, runs, checks, ready));
        } else {
            print(out, inbox, runs, checks);
        }
        boolean sound =
                checks.stream().filter(check -> check.name().equals("index")).allMatch(Readiness.Check::ok);
        return ready && sound ? ExitCode.OK : ExitCode.NOT_READY;
    }

    private static Map<String, Object> document(
            InboxStatus inbox, List<RunIndexEntry> runs, List<Readiness.Check> checks, boolean ready) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("ready", ready);
        document.put("waiting", inbox.waiting());
        document.put("blocked", inbox.blocked());
        document.put("claimed", inbox.claimed());
        document.put("done", inbox.done());
        document.put("failed", inbox.failed());
        document.put("workers", inbox.workers());
        document.put(
                "oldest_waiting_seconds",
                inbox.oldestWaiting().map(Duration::toSeconds).orElse(null));
        document.put("runs", runs.size());
        document.put(
                "last_run", runs.stream().findFirst().map(RunIndexEntry::runId).orElse(null));
        document.put("checks", checks);
        return document;
    }

    private static void print(
            PrintWriter out, InboxStatus inbox, List<RunIndexEntry> runs, List<Readiness.Check> checks) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("events waiting", inbox.waiting() + oldest(inbox.oldestWaiting())));
        inbox.blocked()
                .forEach(event -> rows.add(
                        List.of("event blocked", event.event() + " since " + event.since() + ": " + event.reason())));
        rows.add(List.of("events under way", String.valueOf(inbox.claimed())));
        rows.add(List.of("events done", String.valueOf(inbox.done())));
        rows.add(List.of(
                "events refused", inbox.failed() + (inbox.failed() > 0 ? " (see `runfolio failed list`)" : "")));
        rows.add(List.of("workers alive", String.valueOf(inbox.workers())));
        rows.add(List.of(
                "runs bundled",
                runs.size()
                        + runs.stream()
                                .findFirst()
                                .map(run -> ", last " + run.runId())
                                .orElse("")));
        checks.forEach(check -> rows.add(List.of(check.name(), (check.ok() ? "ok: " : "NOT OK: ") + check.detail())));
        Terminal.table(out, List.of("", ""), rows);
    }

    private static String oldest(Optional<Duration> age) {
        return age.map(duration -> ", the oldest for " + duration.toSeconds() + " s")
                .orElse("");
    }
}
