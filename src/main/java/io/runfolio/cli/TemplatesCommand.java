package io.runfolio.cli;

import io.runfolio.workflow.Templates;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code runfolio templates}. */
@Command(
        name = "templates",
        description =
                "Lists the templates that runs can be ordered by, and what is wrong with those that cannot be used.",
        mixinStandardHelpOptions = true)
final class TemplatesCommand implements Callable<Integer> {
    @Mixin
    private SettingsOptions options;

    @Option(names = "--json", description = "The same as JSON.")
    private boolean json;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() {
        Templates.Shelf shelf = new Templates(options.read().workflow().templates()).read();
        PrintWriter out = command.commandLine().getOut();
        if (json) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("templates", shelf.templates());
            document.put("problems", shelf.problems());
            Terminal.json(out, document);
        } else {
            Terminal.table(
                    out,
                    List.of("ID", "VERSION", "CLASS", "TYPE", "NAME"),
                    shelf.templates().stream()
                            .map(one -> List.of(
                                    one.id(), one.version(), one.artifactClass(), one.artifactType(), one.name()))
                            .toList());
            PrintWriter err = command.commandLine().getErr();
            shelf.problems().forEach(problem -> err.println("runfolio: " + Terminal.printable(problem.message())));
            err.flush();
        }
        return shelf.problems().isEmpty() ? ExitCode.OK : ExitCode.NOT_READY;
    }
}
