package io.runfolio;

import io.runfolio.files.StorageException;
import io.runfolio.files.StorageRoots;
import io.runfolio.media.child.ProcessChildRunner;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.wiring.Components;
import io.runfolio.wiring.McpWiring;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.time.Clock;

/** Tools for one agent, by the Model Context Protocol over streams. Needs the library {@code mcp-core}. */
public final class AgentServer {
    private AgentServer() {}

    /**
     * Answers the messages of an agent, one in each line, until the input ends.
     *
     * @param name the agent's name in review logs
     * @param out gets nothing but replies
     * @throws StorageException if there is no folder of bundles
     */
    public static void serve(RunfolioSettings settings, Clock clock, String name, InputStream in, OutputStream out)
            throws IOException, InterruptedException {
        if (!Files.exists(settings.folders().outputs())) {
            throw new StorageException(
                    "There is no folder " + settings.folders().outputs().toAbsolutePath()
                            + ": name the folder of the bundles with --outputs",
                    null);
        }
        try (Components components = new Components(settings, clock, new ProcessChildRunner(), StorageRoots.none())) {
            McpWiring.serve(components, name, in, out);
        }
    }
}
