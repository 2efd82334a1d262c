package io.runfolio.cli.command;

import picocli.CommandLine.Option;

/** Command whose result is text for people, or JSON. */
public abstract class ReportCommand extends SettingsCommand {
    @Option(names = "--json", description = "Print JSON.")
    protected boolean json;
}
