package io.runfolio.coordination.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Two network namespaces that one cable connects, which a test can unplug. The addresses exist in them only.
 *
 * <p>Needs root and iproute2.
 */
final class TestNetwork implements AutoCloseable {
    static final String SERVER_ADDRESS = "10.77.0.1";
    static final String CLIENT_ADDRESS = "10.77.0.2";
    static final String NETWORK = "10.77.0.0/30";

    private static final String CABLE = "cable";
    private static final String PREFIX = "runfolio-" + ProcessHandle.current().pid() + "-";

    private final String server = PREFIX + "server";
    private final String client = PREFIX + "client";
    private final Thread atExit = new Thread(this::delete);

    TestNetwork() {
        Runtime.getRuntime().addShutdownHook(atExit);
        try {
            ip("netns", "add", server);
            ip("netns", "add", client);
            ip("link", "add", CABLE, "netns", server, "type", "veth", "peer", "name", CABLE, "netns", client);
            ip("-n", server, "address", "add", SERVER_ADDRESS + "/30", "dev", CABLE);
            ip("-n", client, "address", "add", CLIENT_ADDRESS + "/30", "dev", CABLE);
            ip("-n", client, "link", "set", CABLE, "up");
            plugIn();
        } catch (IllegalStateException e) {
            close();
            throw e;
        }
    }

    /** Returns why no namespaces can be made here; empty if they can. */
    static Optional<String> obstacle() {
        try {
            ip("netns", "add", PREFIX + "try");
            ip("netns", "delete", PREFIX + "try");
            return Optional.empty();
        } catch (IllegalStateException e) {
            return Optional.of(e.getMessage());
        }
    }

    void unplug() {
        ip("-n", server, "link", "set", CABLE, "down");
    }

    void plugIn() {
        ip("-n", server, "link", "set", CABLE, "up");
    }

    /** Returns a command that runs in the namespace of the server. */
    List<String> atServer(List<String> command) {
        return in(server, command);
    }

    /** Returns a command that runs in the namespace of the client. */
    List<String> atClient(List<String> command) {
        return in(client, command);
    }

    private static List<String> in(String namespace, List<String> command) {
        List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
        all.addAll(command);
        return all;
    }

    private static void ip(String... arguments) {
        List<String> command =
                Stream.concat(Stream.of("ip"), Stream.of(arguments)).toList();
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException(String.join(" ", command) + ": " + said);
            }
        } catch (IOException e) {
            throw new IllegalStateException(String.join(" ", command) + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Deletes the namespaces; the cable goes with them. */
    private void delete() {
        for (String namespace : List.of(server, client)) {
            try {
                ip("netns", "delete", namespace);
            } catch (IllegalStateException e) {
                System.err.println(e.getMessage()); // the other one has to be deleted, too
            }
        }
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(atExit);
        delete();
    }
}
