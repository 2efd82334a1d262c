package io.runfolio.mcp;

import io.modelcontextprotocol.spec.McpSchema;
import io.runfolio.api.Caller;
import io.runfolio.api.Scope;

/** A tool for agents. Implementations are thread-safe. */
interface AgentTool {
    /** Returns name, description, schemas and hints. */
    McpSchema.Tool definition();

    /** Returns the scope that a caller needs. */
    default Scope scope() {
        return Scope.READ;
    }

    /**
     * Does what the tool is for.
     *
     * @throws ToolInputException if arguments cannot be used
     */
    ToolAnswer call(ToolArguments arguments, Caller caller);
}
