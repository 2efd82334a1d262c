package io.runfolio.cli.command;

import io.runfolio.cli.output.ExitCode;
import io.runfolio.cli.output.LogSetup;
import io.runfolio.cli.output.Terminal;
import io.runfolio.settings.WorkflowSettings;
import io.runfolio.workflow.template.Template;
import io.runfolio.workflow.template.TemplateFolder;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;

/** {@code runfolio templates}. */
@Command(
        name = "templates",
        description = "Lists templates for runs, and the problems of invalid ones.",
        mixinStandardHelpOptions = true)
public class TemplatesCommand extends ReportCommand {
    @Override
    public Integer call() {
        WorkflowSettings settings = options.read().workflow();
        LogSetup.leaveOutWarnings(TemplateFolder.class);
        TemplateFolder.Shelf shelf = TemplateFolder.of(settings).read();
        PrintWriter out = out();
        if (json) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("templates", shelf.templates());
            document.put("problems", shelf.problems());
            document.put("notes", shelf.notes());
            Terminal.json(out, document);
        } else {
            Terminal.wrappedTable(
                    out,
                    List.of("ID", "VERSION", "CLASS", "TYPE", "NAME", "STATE"),
                    shelf.templates().stream()
                            .map(one -> List.of(
                                    one.id(),
                                    one.version(),
                                    one.artifactClass(),
                                    one.artifactType(),
                                    one.name(),
                                    state(one)))
                            .toList());
            PrintWriter err = err();
            shelf.problems().forEach(problem -> err.println("runfolio: " + Terminal.printable(problem.message())));
            err.flush();
        }
        return shelf.problems().isEmpty() ? ExitCode.OK : ExitCode.NOT_READY;
    }

    private static String state(Template template) {
        String state = template.canonical() ? "canonical" : "";
        String successor = template.supersededBy() == null
                ? ""
                : ": use " + template.supersededBy().templateId();
        return template.deprecated() ? (state + " deprecated" + successor).strip() : state;
    }
}
