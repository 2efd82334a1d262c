package io.runfolio.cli.workflow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.cli.input.IdResolver;
import io.runfolio.cli.output.LogSetup;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.workflow.run.StartRequest;
import io.runfolio.workflow.template.Template;
import io.runfolio.workflow.template.TemplateFolder;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code runfolio workflow start}. */
@Command(
        name = "start",
        description = "Starts a workflow run, which a worker executes.",
        mixinStandardHelpOptions = true)
final class WorkflowStartCommand extends RunCommand {
    @Parameters(paramLabel = "TEMPLATE", description = "Id of the template, see `runfolio workflow list`.")
    private String templateId;

    @Mixin
    private IntakeOptions intakeOptions;

    @Option(names = "--version", paramLabel = "VERSION", description = "Version; default: the canonical one.")
    private String version;

    @Option(names = "--key", paramLabel = "KEY", description = "Idempotency key: repeated, it returns the same run.")
    private String key;

    @Option(
            names = "--wait",
            description =
                    "Show the steps until the run ends (exit code 0 completed, 3 failed or cancelled) or waits for"
                            + " a decision (4).")
    private boolean wait;

    @Override
    public Integer call() {
        RunfolioSettings settings = options.read();
        LogSetup.leaveOutWarnings(TemplateFolder.class);
        TemplateFolder.Shelf shelf = TemplateFolder.of(settings.workflow()).read();
        Optional<Template> template = version == null ? shelf.find(templateId) : shelf.find(templateId, version);
        ObjectNode intake = intakeOptions.read(
                template,
                word -> new IdResolver(settings).resolveArtifacts(List.of(word)).get(0));
        return WorkflowAccess.write(
                settings,
                runs -> report(
                        runs,
                        runs.start(new StartRequest(
                                templateId, Optional.ofNullable(version), intake, by, Optional.ofNullable(key))),
                        wait));
    }
}
