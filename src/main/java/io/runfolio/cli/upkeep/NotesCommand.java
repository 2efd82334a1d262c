package io.runfolio.cli.upkeep;

import io.runfolio.artifact.notes.NotesService;
import io.runfolio.artifact.notes.RunNotes;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.cli.input.FolderOptions;
import io.runfolio.cli.input.IdResolver;
import io.runfolio.cli.output.ExitCode;
import io.runfolio.cli.output.Terminal;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.wiring.Backends;
import io.runfolio.wiring.Components;
import io.runfolio.wiring.SettingsRoots;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code runfolio notes}. */
@Command(
        name = "notes",
        description = "Writes notes.md of a run again, from its record and its ledger.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "run.json stays unchanged; the notes and the new file are a line in the bundle's ledger.jsonl.",
            "Exit codes: 0 written, or nothing to write; 1 there is no such run; 2 wrong usage."
        })
public final class NotesCommand implements Callable<Integer> {
    /** Setting, as other commands take it with the same option. */
    private static final Pattern SETTING = Pattern.compile("(?s)(runfolio|camel)\\.[A-Za-z0-9.-]+=.*");

    @Mixin
    private FolderOptions options;

    @Spec
    private CommandSpec command;

    @Parameters(paramLabel = "RUN", description = "Run id or unique prefix.")
    private String run;

    @Option(
            names = "--set",
            paramLabel = "TEXT",
            description = "New notes; - reads them from standard input. runfolio.KEY=VALUE is a setting.")
    private List<String> sets = new ArrayList<>();

    @Option(names = "--by", paramLabel = "NAME", description = "Name for the ledger; default: ${DEFAULT-VALUE}.")
    private String by = System.getProperty("user.name");

    @Option(names = "--dry-run", description = "Print the new notes.md and change nothing.")
    private boolean dryRun;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Map<Boolean, List<String>> parts = sets.stream()
                .collect(Collectors.partitioningBy(
                        value -> SETTING.matcher(value).matches()));
        Optional<String> wanted = text(parts.get(false));
        RunfolioSettings settings = options.read(parts.get(true).stream()
                .map(value -> value.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1], (first, second) -> second)));
        BundleLayout layout = Backends.outputs(settings);
        Optional<String> runPath = new BundleReader(layout)
                .find(new IdResolver(settings).resolveRun(run))
                .map(layout::relative);
        if (runPath.isEmpty()) {
            command.commandLine()
                    .getErr()
                    .println("runfolio: there is no run " + Terminal.printable(run)
                            + "; `runfolio list` shows those there are");
            return ExitCode.FAILURE;
        }
        NotesService notes = new NotesService(layout, Components.mask(settings)::userText, Clock.systemUTC());
        if (dryRun) {
            return print(notes.preview(runPath.get(), wanted).orElseThrow());
        }
        try (var roots = SettingsRoots.openOutputs(settings)) {
            return print(
                    notes.write(runPath.get(), wanted, OptionalLong.empty(), by).orElseThrow());
        }
    }

    private Optional<String> text(List<String> texts) throws IOException {
        if (texts.isEmpty()) {
            return Optional.empty();
        }
        if (texts.size() > 1) {
            throw new ParameterException(command.commandLine(), "Give the notes once, with one --set");
        }
        String text = texts.get(0);
        String given = text.equals("-")
                ? new String(System.in.readNBytes(NotesService.MAX_CHARS * 4 + 1), StandardCharsets.UTF_8)
                : text;
        if (given.length() > NotesService.MAX_CHARS) {
            throw new ParameterException(
                    command.commandLine(), "The notes have more than " + NotesService.MAX_CHARS + " characters");
        }
        return Optional.of(given.strip());
    }

    private int print(RunNotes notes) {
        PrintWriter out = command.commandLine().getOut();
        if (json) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("run_id", notes.runId());
            document.put("revision", notes.revision());
            document.put("notes", notes.text());
            document.put("markdown", notes.markdown());
            document.put("changed", notes.isChanged());
            Terminal.json(out, document);
        } else if (dryRun) {
            notes.markdown().lines().map(Terminal::printable).forEach(out::println);
        } else {
            out.println(
                    notes.isChanged()
                            ? "notes.md of " + notes.runId() + " was written"
                            : "notes.md of " + notes.runId() + " is up to date");
        }
        out.flush();
        return ExitCode.OK;
    }
}
