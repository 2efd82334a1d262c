package io.runfolio.mcp;

import io.modelcontextprotocol.spec.McpSchema;
import io.runfolio.api.Caller;
import io.runfolio.api.Scope;

/** {@code cancel_run}: cancels a workflow run that has not ended, or an order that no generator has taken. */
final class CancelRunTool implements AgentTool {
    static final String NAME = "cancel_run";
    private static final int MAX_ID = 500;

    private final ApiCalls api;

    CancelRunTool(ApiCalls api) {
        this.api = api;
    }

    @Override
    public Scope scope() {
        return Scope.SUBMIT;
    }

    @Override
    public McpSchema.Tool definition() {
        ToolSchema arguments =
                new ToolSchema().text("id", MAX_ID, "Id of the run or order.").required("id");
        return McpSchema.Tool.builder(NAME, arguments.arguments())
                .title("Cancel a run")
                .description("Cancels a run and its child runs; their steps in progress are interrupted. What a step"
                        + " has done outside stays. "
                        + UntrustedText.NOTICE)
                .outputSchema(RunSummary.schema())
                .annotations(McpSchema.ToolAnnotations.builder()
                        .readOnlyHint(false)
                        .destructiveHint(true)
                        .idempotentHint(true)
                        .openWorldHint(false)
                        .build())
                .build();
    }

    @Override
    public ToolAnswer call(ToolArguments arguments, Caller caller) {
        String id = arguments.requiredText("id", MAX_ID);
        arguments.check();
        return RunSummary.of(api.cancelRun(id, caller));
    }
}
