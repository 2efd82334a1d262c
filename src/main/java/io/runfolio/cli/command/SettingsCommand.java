package io.runfolio.cli.command;

import io.runfolio.cli.input.SettingsOptions;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Command that reads the settings and prints a result. */
public abstract class SettingsCommand implements Callable<Integer> {
    @Mixin
    protected SettingsOptions options;

    @Spec
    protected CommandSpec command;

    protected final PrintWriter out() {
        return command.commandLine().getOut();
    }

    protected final PrintWriter err() {
        return command.commandLine().getErr();
    }

    /** Returns the exception that ends a command with wrong arguments: a message and exit code 2. */
    protected final ParameterException misuse(String message) {
        return new ParameterException(command.commandLine(), message);
    }

    /** Returns the exception that ends a command whose arguments are wrong, with its cause. */
    protected final ParameterException misuse(String message, Exception cause) {
        return new ParameterException(command.commandLine(), message, cause);
    }
}
