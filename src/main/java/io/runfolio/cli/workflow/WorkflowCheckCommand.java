package io.runfolio.cli.workflow;

import io.runfolio.cli.command.ReportCommand;
import io.runfolio.cli.output.CommandFailure;
import io.runfolio.cli.output.ExitCode;
import io.runfolio.cli.output.LogSetup;
import io.runfolio.cli.output.Terminal;
import io.runfolio.settings.WorkflowSettings;
import io.runfolio.workflow.template.TemplateFolder;
import io.runfolio.workflow.template.TemplateProblem;
import io.runfolio.workflow.template.TemplateRules;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code runfolio workflow check}. */
@Command(
        name = "check",
        description = "Checks templates, and names file, path and cure of each mistake.",
        mixinStandardHelpOptions = true)
final class WorkflowCheckCommand extends ReportCommand {
    @Parameters(
            paramLabel = "FILE",
            arity = "0..*",
            description = "Template files, or folders of templates; default: the folder of the settings. A file is"
                    + " checked together with the other templates of its folder.")
    private List<Path> places = new ArrayList<>();

    /** Result for one file or folder. */
    private record Checked(int templates, List<TemplateProblem> problems, List<TemplateProblem> notes) {}

    @Override
    public Integer call() {
        WorkflowSettings settings = options.read().workflow();
        LogSetup.leaveOutWarnings(TemplateFolder.class);
        List<Path> wanted = places.isEmpty() ? List.of(settings.templates()) : places;
        List<Checked> checked = new ArrayList<>();
        for (Path place : wanted) {
            Optional<Checked> result = check(place, settings);
            if (result.isEmpty()) {
                err().println("runfolio: there is no file or folder " + Terminal.printable(place.toString()));
                return ExitCode.FAILURE;
            }
            checked.add(result.get());
        }
        int templates = checked.stream().mapToInt(Checked::templates).sum();
        List<TemplateProblem> problems =
                checked.stream().flatMap(one -> one.problems().stream()).toList();
        List<TemplateProblem> notes =
                checked.stream().flatMap(one -> one.notes().stream()).toList();
        print(templates, problems, notes);
        return problems.isEmpty() ? ExitCode.OK : ExitCode.NOT_READY;
    }

    private static Optional<Checked> check(Path place, WorkflowSettings settings) {
        TemplateRules rules = TemplateRules.of(settings);
        if (Files.isDirectory(place)) {
            CommandFailure.refuseUnreadable(place);
            TemplateFolder.Shelf shelf = new TemplateFolder(place, rules).read();
            return Optional.of(new Checked(shelf.templates().size(), shelf.problems(), shelf.notes()));
        }
        if (Files.notExists(place)) {
            boolean isUnused = place.equals(settings.templates());
            return isUnused ? Optional.of(new Checked(0, List.of(), List.of())) : Optional.empty();
        }
        String name = place.getFileName().toString();
        if (!name.matches("[^.].*\\.(json|yaml|yml)")) {
            return Optional.of(new Checked(0, List.of(notATemplate(name)), List.of()));
        }
        TemplateFolder.Shelf shelf = new TemplateFolder(place.toAbsolutePath().getParent(), rules).read();
        return Optional.of(new Checked(
                (int) shelf.templates().stream()
                        .filter(template -> template.file().equals(name))
                        .count(),
                only(name, shelf.problems()),
                only(name, shelf.notes())));
    }

    private static TemplateProblem notATemplate(String name) {
        return new TemplateProblem(
                "template_invalid",
                name,
                "",
                "it is not the name of a template",
                "end it with .json, .yaml or .yml, and do not begin it with a dot");
    }

    private static List<TemplateProblem> only(String file, List<TemplateProblem> all) {
        return all.stream().filter(problem -> problem.path().equals(file)).toList();
    }

    private void print(int templates, List<TemplateProblem> problems, List<TemplateProblem> notes) {
        PrintWriter out = out();
        if (json) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("templates", templates);
            document.put("problems", problems);
            document.put("notes", notes);
            Terminal.json(out, document);
            return;
        }
        PrintWriter err = err();
        problems.forEach(problem -> err.println("runfolio: " + Terminal.printable(problem.message())));
        err.flush();
        notes.forEach(note -> out.println("note: " + Terminal.printable(note.message())));
        out.println(templates + (templates == 1 ? " template is" : " templates are") + " valid, and " + problems.size()
                + (problems.size() == 1 ? " mistake was" : " mistakes were") + " found");
        out.flush();
    }
}
