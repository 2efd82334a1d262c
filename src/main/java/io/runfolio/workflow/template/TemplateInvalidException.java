package io.runfolio.workflow.template;

import io.runfolio.files.RunfolioException;
import java.util.List;

/** A document is not a usable template. */
public final class TemplateInvalidException extends RunfolioException {
    private static final long serialVersionUID = 1L;

    private final transient List<TemplateProblem> problems;

    TemplateInvalidException(List<TemplateProblem> problems) {
        super(String.join("; ", problems.stream().map(TemplateProblem::message).toList()));
        this.problems = List.copyOf(problems);
    }

    public List<TemplateProblem> problems() {
        return problems == null ? List.of() : problems;
    }
}
