package io.runfolio.cli.command;

import io.runfolio.cli.input.SettingsOptions;
import io.runfolio.cli.output.ExitCode;
import io.runfolio.cli.output.Terminal;
import io.runfolio.coordination.EventInbox;
import io.runfolio.coordination.RefusedEvent;
import io.runfolio.wiring.Backends;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code runfolio failed}. */
@Command(
        name = "failed",
        description = "Lists, shows and retries refused events.",
        mixinStandardHelpOptions = true,
        subcommands = {FailedCommand.Listing.class, FailedCommand.Show.class, FailedCommand.Retry.class})
public final class FailedCommand implements Runnable {
    @Spec
    private CommandSpec command;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                command.commandLine(), "Say what to do: `runfolio failed list`, `show EVENT` or `retry EVENT`");
    }

    private static EventInbox events(SettingsOptions options) {
        return Backends.inbox(options.read());
    }

    private static String word(RefusedEvent event, String key) {
        Object value = event.error().get(key);
        return value == null ? "" : value.toString();
    }

    private static Map<String, Object> document(RefusedEvent event) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("name", event.name());
        document.put("file", event.location());
        document.putAll(event.error());
        return document;
    }

    private static int missing(CommandSpec command, String name) {
        command.commandLine()
                .getErr()
                .println("runfolio: no refused event is called " + Terminal.printable(name)
                        + "; `runfolio failed list` shows those there are");
        return ExitCode.FAILURE;
    }

    /** {@code runfolio failed list}. */
    @Command(name = "list", description = "Lists refused events with the reason.", mixinStandardHelpOptions = true)
    static final class Listing extends ReportCommand {
        @Override
        public Integer call() {
            List<RefusedEvent> failed = events(options).refusedEvents();
            if (json) {
                Terminal.json(
                        out(), failed.stream().map(FailedCommand::document).toList());
            } else if (failed.isEmpty()) {
                out().println("No event was refused.");
            } else {
                Terminal.wrappedTable(
                        out(),
                        List.of("EVENT", "CODE", "FIELD", "WHY"),
                        failed.stream()
                                .map(event -> List.of(
                                        event.name(),
                                        word(event, "code"),
                                        word(event, "field"),
                                        word(event, "message")))
                                .toList());
            }
            return ExitCode.OK;
        }
    }

    /** {@code runfolio failed show}. */
    @Command(name = "show", description = "Shows why one event was refused.", mixinStandardHelpOptions = true)
    static final class Show extends SettingsCommand {
        @Parameters(paramLabel = "EVENT", description = "File name of the event.")
        private String name;

        @Override
        public Integer call() {
            Optional<RefusedEvent> event = events(options).refusedEvent(name);
            if (event.isEmpty()) {
                return missing(command, name);
            }
            Terminal.json(out(), document(event.get()));
            return ExitCode.OK;
        }
    }

    /** {@code runfolio failed retry}. */
    @Command(name = "retry", description = "Returns refused events to the inbox.", mixinStandardHelpOptions = true)
    static final class Retry extends SettingsCommand {
        @Parameters(paramLabel = "EVENT", arity = "0..*", description = "File names of events.")
        private List<String> names = new ArrayList<>();

        @Option(names = "--all", description = "Retry all refused events.")
        private boolean all;

        @Override
        public Integer call() {
            if (names.isEmpty() != all) {
                throw misuse("Name events, or say --all.");
            }
            EventInbox inbox = events(options);
            List<RefusedEvent> chosen = new ArrayList<>(all ? inbox.refusedEvents() : List.of());
            for (String name : names) {
                Optional<RefusedEvent> event = inbox.refusedEvent(name);
                if (event.isEmpty()) {
                    return missing(command, name);
                }
                chosen.add(event.get());
            }
            chosen.forEach(event -> out().println(inbox.retry(event).location()));
            return ExitCode.OK;
        }
    }
}
