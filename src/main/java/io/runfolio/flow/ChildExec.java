package io.runfolio.flow;

import io.runfolio.media.child.ChildCommand;
import io.runfolio.media.child.ChildResult;
import io.runfolio.media.child.ChildRunner;
import java.io.ByteArrayInputStream;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.LoggingLevel;
import org.apache.camel.component.exec.ExecBinding;
import org.apache.camel.component.exec.ExecCommand;
import org.apache.camel.component.exec.ExecCommandExecutor;
import org.apache.camel.component.exec.ExecEndpoint;
import org.apache.camel.component.exec.ExecResult;

/**
 * Executor and binding of Camel's exec component that run programs by {@link ChildRunner}.
 *
 * <p>The component's default executor asks a child to end and waits, leaves grandchildren alive and keeps output
 * without bound. Command and result travel as bodies; no header can change what is run.
 */
public final class ChildExec implements ExecBinding, ExecCommandExecutor {
    private final ChildRunner runner;

    public ChildExec(ChildRunner runner) {
        this.runner = runner;
    }

    @Override
    public ExecCommand readInput(Exchange exchange, ExecEndpoint endpoint) {
        return new RoutedCommand(exchange.getMessage().getBody(ChildCommand.class));
    }

    @Override
    public ExecResult execute(ExecCommand command) {
        return new RoutedResult(command, runner.run(((RoutedCommand) command).command));
    }

    @Override
    public void writeOutput(Exchange exchange, ExecResult result) {
        exchange.getMessage().setBody(((RoutedResult) result).result);
    }

    private static final class RoutedCommand extends ExecCommand {
        private static final long serialVersionUID = 1L;
        private final transient ChildCommand command;

        RoutedCommand(ChildCommand command) {
            super(
                    command.program().toString(),
                    command.arguments(),
                    command.workingFolder().toString(),
                    command.timeLimit().toMillis(),
                    Set.of(),
                    null,
                    null,
                    false,
                    LoggingLevel.DEBUG);
            this.command = command;
        }
    }

    private static final class RoutedResult extends ExecResult {
        private static final long serialVersionUID = 1L;
        private final transient ChildResult result;

        RoutedResult(ExecCommand command, ChildResult result) {
            super(
                    command,
                    new ByteArrayInputStream(result.output()),
                    new ByteArrayInputStream(result.error()),
                    0); // the caller judges the exit code; the component logs every other code as an error
            this.result = result;
        }
    }
}
