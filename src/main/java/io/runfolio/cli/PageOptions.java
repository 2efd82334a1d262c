package io.runfolio.cli;

import io.runfolio.catalog.InvalidCursorException;
import io.runfolio.catalog.Page;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How much of an answer is shown, and from where on. */
final class PageOptions {
    private static final int MOST = 500;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(names = "--limit", paramLabel = "N", description = "At most so many; default: ${DEFAULT-VALUE}.")
    private int limit = 10;

    @Option(names = "--cursor", paramLabel = "TEXT", description = "Go on where the page before said so.")
    private String cursor;

    /** Asks for a page. */
    interface Question<T> {
        Page<T> ask(int limit, Optional<String> cursor);
    }

    /** Returns the page that is wanted. */
    <T> Page<T> of(Question<T> question) {
        if (limit < 1 || limit > MOST) {
            throw new ParameterException(command.commandLine(), "--limit is 1 to " + MOST + " here, not " + limit);
        }
        try {
            return question.ask(limit, Optional.ofNullable(cursor));
        } catch (InvalidCursorException e) {
            throw new ParameterException(command.commandLine(), e.getMessage(), e);
        }
    }

    /** Returns as many of a whole list as are wanted, and says if there are more. */
    <T> List<T> firstOf(List<T> all) {
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

    boolean first() {
        return cursor == null;
    }

    /** Says how to go on; on the other stream, so that what reads the answer is not disturbed. */
    void hint(Page<?> page) {
        page.next().ifPresent(next -> {
            PrintWriter err = command.commandLine().getErr();
            err.println("There are more: add --cursor " + next);
            err.flush();
        });
    }
}
