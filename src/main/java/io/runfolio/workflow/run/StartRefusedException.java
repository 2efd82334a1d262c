package io.runfolio.workflow.run;

import io.runfolio.files.RunfolioException;
import java.util.List;

/** A run cannot be started, retried or cancelled as asked. Nothing was written. */
public final class StartRefusedException extends RunfolioException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final transient List<String> problems;

    /**
     * @param status status of the HTTP answer: 402 over budget, 404 no such template or run, 409 conflict, 422 invalid
     * @param code code in snake case, such as {@code intake_invalid}
     * @param problems one sentence for each problem
     */
    public StartRefusedException(int status, String code, List<String> problems) {
        super(String.join("; ", problems));
        this.status = status;
        this.code = code;
        this.problems = List.copyOf(problems);
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    public List<String> problems() {
        return problems == null ? List.of(getMessage()) : problems;
    }
}
