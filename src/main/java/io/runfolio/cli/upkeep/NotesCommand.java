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
import io.runfolio.wiring.SettingsRoots;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
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
            "run.json stays unchanged; the notes and the new file are a line in the bundle's ledger.jsonl. "
                    + "Settings come from the settings file and the environment.",
            "Exit codes: 0 written, or nothing to write; 1 there is no such run; 2 wrong usage."
        })
public final class NotesCommand implements Callable<Integer> {
    @Mixin
    private FolderOptions options;

    @Spec
    private CommandSpec command;

    @Parameters(paramLabel = "RUN", description = "Run id or unique prefix.")
    private String run;

    @Option(names = "--set", paramLabel = "TEXT", description = "New notes; - reads them from standard input.")
    private String text;

    @Option(names = "--by", paramLabel = "NAME", description = "Name for the ledger; default: ${DEFAULT-VALUE}.")
    private String by = System.getProperty("user.name");

    @Option(names = "--dry-run", description = "Print the new notes.md and change nothing.")
    private boolean dryRun;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Optional<String> wanted = text();
        RunfolioSettings settings = options.read();
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
        NotesService notes = new NotesService(layout, Clock.systemUTC());
        if (dryRun) {
            return print(notes.preview(runPath.get(), wanted).orElseThrow());
        }
        try (var roots = SettingsRoots.openOutputs(settings)) {
            return print(notes.write(runPath.get(), wanted, OptionalLong.empty(), by)
                    .orElseThrow());
        }
    }

    private Optional<String> text() throws IOException {
        if (text == null) {
            return Optional.empty();
        }
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
            out.println(notes.isChanged()
                    ? "notes.md of " + notes.runId() + " was written"
                    : "notes.md of " + notes.runId() + " is up to date");
        }
        out.flush();
        return ExitCode.OK;
    }
}
