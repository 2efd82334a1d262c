package io.runfolio.cli.input;

import io.runfolio.catalog.InvalidCursorException;
import io.runfolio.catalog.Page;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options for the size and start of a page. */
public final class PageOptions {
    private static final int MAX_LIMIT = 500;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(names = "--limit", paramLabel = "N", description = "Maximum number of results; default: ${DEFAULT-VALUE}.")
    private int limit = 10;

    @Option(
            names = "--cursor",
            paramLabel = "TEXT",
            description = "Continue after the previous page, with the cursor that it printed.")
    private String cursor;

    /** Asks for a page. */
    public interface Question<T> {
        Page<T> ask(int limit, Optional<String> cursor);
    }

    /** Returns the page that is wanted. */
    public <T> Page<T> of(Question<T> question) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new ParameterException(command.commandLine(), "--limit is 1 to " + MAX_LIMIT + " here, not " + limit);
        }
        try {
            return question.ask(limit, Optional.ofNullable(cursor));
        } catch (InvalidCursorException e) {
            throw new ParameterException(command.commandLine(), e.getMessage(), e);
        }
    }

    /** Returns as many of a whole list as are wanted, and says if there are more. */
    public <T> List<T> firstOf(List<T> all) {
        if (limit < 1) {
            throw new ParameterException(command.commandLine(), "--limit is 1 or more, not " + limit);
        }
        if (all.size() > limit) {
            PrintWriter err = command.commandLine().getErr();
            err.println("There are " + (all.size() - limit) + " more: add --limit " + all.size());
            err.flush();
        }
        return all.subList(0, Math.min(limit, all.size()));
    }

    public boolean first() {
        return cursor == null;
    }

    /** Says how to go on; on the other stream, so that what reads the answer is not disturbed. */
    public void hint(Page<?> page) {
        page.next().ifPresent(next -> {
            PrintWriter err = command.commandLine().getErr();
            err.println("There are more: add --cursor " + next);
            err.flush();
        });
    }
}
