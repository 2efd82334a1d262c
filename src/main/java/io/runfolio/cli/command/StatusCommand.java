package io.runfolio.cli.command;

import io.runfolio.Runfolio;
import io.runfolio.cli.output.ExitCode;
import io.runfolio.cli.output.Terminal;
import io.runfolio.coordination.InboxStatus;
import io.runfolio.coordination.Waiting;
import io.runfolio.coordination.WaitingEvent;
import io.runfolio.index.RunQueries;
import io.runfolio.run.RunIndexEntry;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.upload.UploadUsage;
import io.runfolio.wiring.Backends;
import io.runfolio.wiring.Components;
import io.runfolio.work.Readiness;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;

/** {@code runfolio status}. */
@Command(
        name = "status",
        description = "Shows waiting, running and refused events, and whether the worker can run.",
        mixinStandardHelpOptions = true)
public final class StatusCommand extends ReportCommand {
    /** Maximum number of rows of waiting events. */
    private static final int MAX_PARKED = 20;

    @Override
    public Integer call() {
        RunfolioSettings settings = options.read();
        InboxStatus inbox = Backends.inbox(settings).status();
        List<RunIndexEntry> runs = new RunQueries(Backends.outputs(settings)).listRecentRuns(Integer.MAX_VALUE);
        List<Readiness.Check> checks = Runfolio.readiness(settings).checks();
        boolean ready = checks.stream().allMatch(check -> check.ok() || !check.needed());
        UploadUsage uploads =
                Components.uploads(settings, Clock.systemUTC()).store().usage();
        PrintWriter out = out();
        if (json) {
            Terminal.json(out, document(inbox, runs, uploads, checks, ready));
        } else {
            print(out, inbox, runs, uploads, checks);
        }
        boolean sound =
                checks.stream().filter(check -> check.name().equals("index")).allMatch(Readiness.Check::ok);
        return ready && sound ? ExitCode.OK : ExitCode.NOT_READY;
    }

    private static Map<String, Object> document(
            InboxStatus inbox,
            List<RunIndexEntry> runs,
            UploadUsage uploads,
            List<Readiness.Check> checks,
            boolean ready) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("ready", ready);
        document.put("waiting", inbox.waiting());
        document.put("blocked", inbox.blocked());
        document.put(
                "parked", inbox.parked().stream().map(StatusCommand::parked).toList());
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
        document.put(
                "uploads", Map.of("count", uploads.count(), "bytes", uploads.bytes(), "max_bytes", uploads.maxBytes()));
        document.put("checks", checks);
        return document;
    }

    private static Map<String, Object> parked(WaitingEvent event) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("event", event.name());
        row.put("state", event.waiting().state());
        row.put("active", event.active());
        row.put("since", event.waiting().since().toString());
        row.put("next_try", event.waiting().wakeAt().toString());
        row.put("deadline", event.waiting().deadline().toString());
        row.put("reason", event.waiting().detail());
        return row;
    }

    private static String shown(WaitingEvent event) {
        Waiting waiting = event.waiting();
        return event.name() + " since " + waiting.since().truncatedTo(ChronoUnit.SECONDS) + ", "
                + (event.active()
                        ? "in progress"
                        : "next try " + waiting.wakeAt().truncatedTo(ChronoUnit.SECONDS))
                + (waiting.detail().isEmpty() ? "" : ": " + waiting.detail());
    }

    private static void print(
            PrintWriter out,
            InboxStatus inbox,
            List<RunIndexEntry> runs,
            UploadUsage uploads,
            List<Readiness.Check> checks) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("events waiting", inbox.waiting() + oldest(inbox.oldestWaiting())));
        inbox.blocked()
                .forEach(event -> rows.add(
                        List.of("event blocked", event.event() + " since " + event.since() + ": " + event.reason())));
        inbox.parked().stream()
                .limit(MAX_PARKED)
                .forEach(event ->
                        rows.add(List.of("event " + event.waiting().state(), Terminal.printable(shown(event)))));
        if (inbox.parked().size() > MAX_PARKED) {
            rows.add(List.of("", "and " + (inbox.parked().size() - MAX_PARKED) + " more (see --json)"));
        }
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
        if (uploads.count() > 0) {
            rows.add(List.of("files uploaded", uploads.count() + ", " + mebibytes(uploads)));
        }
        checks.forEach(check -> rows.add(List.of(check.name(), (check.ok() ? "ok: " : "NOT OK: ") + check.detail())));
        Terminal.wrappedTable(out, List.of("", ""), rows);
    }

    private static String mebibytes(UploadUsage uploads) {
        return String.format(Locale.ROOT, "%,d of %,d MiB", uploads.bytes() >> 20, uploads.maxBytes() >> 20);
    }

    private static String oldest(Optional<Duration> age) {
        return age.map(duration -> ", the oldest for " + duration.toSeconds() + " s")
                .orElse("");
    }
}
