package io.runfolio.cli;

import io.runfolio.intake.FailedEvents;
import io.runfolio.intake.FailedEvents.FailedEvent;
import io.runfolio.intake.InboxLayout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
final class FailedCommand implements Runnable {
    @Spec
    private CommandSpec command;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                command.commandLine(), "Say what to do: `runfolio failed list`, `show EVENT` or `retry EVENT`");
    }

    private static FailedEvents events(SettingsOptions options) {
        return new FailedEvents(new InboxLayout(options.read().folders().inbox()));
    }

    private static String word(FailedEvent event, String key) {
        Object value = event.error().get(key);
        return value == null ? "" : value.toString();
    }

    private static Map<String, Object> document(FailedEvent event) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("name", event.name());
        document.put("file", event.file().toString());
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
    static final class Listing implements Callable<Integer> {
        @Mixin
        private SettingsOptions options;

        @Option(names = "--json", description = "The same as JSON.")
        private boolean json;

        @Spec
        private CommandSpec command;

        @Override
        public Integer call() {
            List<FailedEvent> failed = events(options).list();
            if (json) {
                Terminal.json(
                        command.commandLine().getOut(),
                        failed.stream().map(FailedCommand::document).toList());
            } else if (failed.isEmpty()) {
                command.commandLine().getOut().println("No event was refused.");
            } else {
                Terminal.table(
                        command.commandLine().getOut(),
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
    static final class Show implements Callable<Integer> {
        @Mixin
        private SettingsOptions options;

        @Parameters(paramLabel = "EVENT", description = "Name of its file.")
        private String name;

        @Spec
        private CommandSpec command;

        @Override
        public Integer call() {
            Optional<FailedEvent> event = events(options).find(name);
            if (event.isEmpty()) {
                return missing(command, name);
            }
            Terminal.json(command.commandLine().getOut(), document(event.get()));
            return ExitCode.OK;
        }
    }

    /** {@code runfolio failed retry}. */
    @Command(name = "retry", description = "Puts refused events back into the inbox.", mixinStandardHelpOptions = true)
    static final class Retry implements Callable<Integer> {
        @Mixin
        private SettingsOptions options;

        @Parameters(paramLabel = "EVENT", arity = "0..*", description = "Names of their files.")
        private List<String> names = new ArrayList<>();

        @Option(names = "--all", description = "All of them.")
        private boolean all;

        @Spec
        private CommandSpec command;

        @Override
        public Integer call() {
            if (names.isEmpty() != all) {
                throw new CommandLine.ParameterException(command.commandLine(), "Name events, or say --all.");
            }
            FailedEvents failed = events(options);
            List<FailedEvent> chosen = new ArrayList<>(all ? failed.list() : List.of());
            for (String name : names) {
                Optional<FailedEvent> event = failed.find(name);
                if (event.isEmpty()) {
                    return missing(command, name);
                }
                chosen.add(event.get());
            }
            chosen.forEach(event -> command.commandLine().getOut().println(failed.retry(event)));
            return ExitCode.OK;
        }
    }
}
