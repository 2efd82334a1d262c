package io.runfolio.submission;

import io.runfolio.files.RunfolioException;
import java.util.List;

/** Thrown for a message whose headers are invalid, or differ from its body. */
public final class EventHeadersException extends RunfolioException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    EventHeadersException(List<String> problems) {
        super(String.join("; ", problems) + ".");
        this.problems = List.copyOf(problems);
    }

    /** Returns one sentence for each invalid header. */
    public List<String> problems() {
        return problems;
    }
}
