package io.runfolio.mcp;

import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.json.schema.JsonSchemaValidator.ValidationResponse;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpStatelessServerFeatures;
import io.modelcontextprotocol.spec.McpSchema;
import io.runfolio.api.Caller;
import io.runfolio.api.resource.ApiResources;
import io.runfolio.settings.McpSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Assembles the MCP server: tools, resource template and SDK. */
public final class McpServerAssembly {
    private static final String INSTRUCTIONS = "Runfolio archives what image and video generators made. Find artifacts"
            + " with search_artifacts, look at one with get_artifact, at several with compare_artifacts. "
            + UntrustedText.NOTICE;

    private McpServerAssembly() {}

    /**
     * Returns the transport of a new server.
     *
     * @param api the resources that the tools call
     * @param version version of the program
     * @param beforeCall called before each tool, to update the catalog
     */
    public static MessageTransport create(ApiResources api, McpSettings settings, String version, Runnable beforeCall) {
        ApiCalls calls = new ApiCalls(api);
        Pictures pictures = new Pictures(calls, settings);
        ArtifactDigest digest = new ArtifactDigest(pictures);
        ToolRunner runner = new ToolRunner(settings, beforeCall);
        ArtifactTemplate template = new ArtifactTemplate(calls, digest, pictures, runner);
        List<AgentTool> tools = tools(calls, digest, pictures, settings);
        MessageTransport transport = new MessageTransport(settings.maxResultBytes());
        McpServer.sync(transport)
                .serverInfo(McpSchema.Implementation.builder("runfolio", version)
                        .title("Runfolio")
                        .build())
                .instructions(INSTRUCTIONS)
                .capabilities(McpSchema.ServerCapabilities.builder()
                        .tools(false)
                        .resources(false, false)
                        .build())
                .jsonMapper(new JacksonMcpMapper())
                // tools check their arguments themselves, with messages that say what to do; tests check the answers
                .jsonSchemaValidator((schema, value) -> ValidationResponse.asValid(""))
                .validateToolInputs(false)
                .immediateExecution(true)
                .addToolFilter((context, tool) -> isVisible(tools, tool, caller(context)))
                .tools(tools.stream().map(tool -> specification(tool, runner)).toList())
                .resourceTemplates(new McpStatelessServerFeatures.SyncResourceTemplateSpecification(
                        template.definition(), (context, request) -> template.read(request.uri(), caller(context))))
                .build();
        return transport;
    }

    private static List<AgentTool> tools(
            ApiCalls calls, ArtifactDigest digest, Pictures pictures, McpSettings settings) {
        List<AgentTool> tools = new ArrayList<>(List.of(
                new SearchArtifactsTool(calls, digest),
                new GetArtifactTool(calls, digest, pictures),
                new CompareArtifactsTool(calls, digest, pictures),
                new GetLineageTool(calls, digest),
                new FindDuplicatesTool(calls, digest),
                new GetRunTool(calls, digest)));
        if (settings.write()) {
            tools.add(new ProposeDecisionTool(calls, digest));
        }
        if (settings.startRuns()) {
            tools.add(new StartRunTool(calls));
            tools.add(new CancelRunTool(calls));
        }
        return tools;
    }

    private static boolean isVisible(List<AgentTool> tools, McpSchema.Tool shown, Caller caller) {
        return tools.stream()
                .filter(tool -> tool.definition().name().equals(shown.name()))
                .allMatch(tool -> caller.may(tool.scope()));
    }

    private static McpStatelessServerFeatures.SyncToolSpecification specification(AgentTool tool, ToolRunner runner) {
        return new McpStatelessServerFeatures.SyncToolSpecification(tool.definition(), (context, request) -> {
            Caller caller = caller(context);
            Map<String, Object> arguments = request.arguments();
            try {
                return ToolResults.of(
                        runner.run(tool.scope(), caller, () -> tool.call(new ToolArguments(arguments), caller)));
            } catch (Exception e) {
                return ToolResults.error(e);
            }
        });
    }

    private static Caller caller(McpTransportContext context) {
        return context.get(MessageTransport.CALLER) instanceof Caller caller ? caller : Caller.NOBODY;
    }
}
