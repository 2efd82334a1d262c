package io.runfolio.settings;

import java.time.Duration;

/**
 * Settings of the MCP server, which gives agents tools.
 *
 * @param enabled whether the HTTP API serves {@code /mcp}; default false. {@code runfolio mcp} does not need it
 * @param write whether agents may propose decisions; default false
 * @param startRuns whether agents may start and cancel runs; default false
 * @param callsPerMinute tool calls of one caller in a minute; default 120
 * @param timeout time for a tool call; default 30 s
 * @param maxResultBytes largest answer, pictures included; default 1 MiB
 */
public record McpSettings(
        boolean enabled, boolean write, boolean startRuns, int callsPerMinute, Duration timeout, long maxResultBytes) {
    static McpSettings read(SettingReader values) {
        return new McpSettings(
                values.flag("runfolio.mcp.enabled", false, "whether the API serves /mcp to agents"),
                values.flag("runfolio.mcp.write", false, "whether agents may propose decisions"),
                values.flag("runfolio.mcp.start-runs", false, "whether agents may start and cancel runs"),
                values.integer(
                        "runfolio.mcp.calls-per-minute", 120, 1, 100_000, "tool calls of one caller in a minute"),
                values.duration("runfolio.mcp.timeout", Duration.ofSeconds(30), "time for a tool call"),
                values.bytes("runfolio.mcp.max-result", 1L << 20, "size of one answer to an agent"));
    }
}
