package io.runfolio.coordination.postgres;

import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** PostgreSQL server in a namespace of a test network. The test reaches it by a socket in the file system. */
final class CutOffServer implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(30);

    private final Process process;
    private final SocketRelay relay;
    private final int port;

    /** @param folder an empty folder with a short path */
    CutOffServer(TestNetwork network, Path folder) throws IOException {
        Path data = folder.resolve("data");
        List<String> command;
        try (EmbeddedPostgres first = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setServerConfig("fsync", "off")
                .setServerConfig("full_page_writes", "off")
                .start()) {
            port = first.getPort();
            command = new ArrayList<>(StoppableServer.command(data));
        }
        Files.writeString(
                data.resolve("pg_hba.conf"),
                "\nhost all all " + TestNetwork.NETWORK + " trust\n",
                StandardOpenOption.APPEND);
        command.addAll(List.of("-c", "listen_addresses=*", "-c", "unix_socket_directories=" + folder));
        process = new ProcessBuilder(network.atServer(command))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("server.log").toFile())
                .start();
        relay = new SocketRelay(folder.resolve(".s.PGSQL." + port));
        await().atMost(SOON).ignoreExceptions().until(() -> TestServer.rows(nearUrl("public"), "SELECT 1")
                .equals(List.of("1")));
    }

    /** Makes a new schema. */
    void create(String schema) {
        TestServer.execute(nearUrl("public"), "CREATE SCHEMA " + schema);
    }

    /** Returns the address that does not depend on the cable. */
    String nearUrl(String schema) {
        return url("localhost:" + relay.port(), schema);
    }

    /** Returns the address at the other end of the cable. */
    String farUrl(String schema) {
        return url(TestNetwork.SERVER_ADDRESS + ":" + port, schema);
    }

    private static String url(String address, String schema) {
        return "jdbc:postgresql://" + address + "/postgres?currentSchema=" + schema;
    }

    @Override
    public void close() throws IOException {
        relay.close();
        List<ProcessHandle> all = process.descendants().toList();
        process.destroyForcibly(); // first, so that it starts no others
        all.forEach(ProcessHandle::destroyForcibly);
        await().atMost(SOON).until(() -> !process.isAlive() && all.stream().noneMatch(ProcessHandle::isAlive));
    }
}
