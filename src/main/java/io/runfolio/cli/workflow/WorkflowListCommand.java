package io.runfolio.cli.workflow;

import io.runfolio.cli.command.TemplatesCommand;
import picocli.CommandLine.Command;

/** {@code runfolio workflow list}. */
@Command(
        name = "list",
        description = "Lists templates with their versions, and the problems of invalid ones.",
        mixinStandardHelpOptions = true)
final class WorkflowListCommand extends TemplatesCommand {}
