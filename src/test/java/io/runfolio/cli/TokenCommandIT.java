package io.runfolio.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.runfolio.TestWorkspace;
import io.runfolio.WorkerProcess;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests tokens from the command line with a real server that asks for them. The server listens on an address that is
 * not the loopback interface's. All traffic stays on this machine.
 */
class TokenCommandIT {
    private static final Duration SOON = Duration.ofSeconds(90);

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void place() {
        file = folder.resolve("keys").resolve("tokens.json");
    }

    private CommandResult token(String... arguments) {
        String[] all = new String[arguments.length + 3];
        all[0] = "token";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        all[all.length - 2] = "--set";
        all[all.length - 1] = "runfolio.http.tokens-file=" + file;
        return CommandResult.runfolio(all);
    }

    @Test
    void a_token_is_printed_once_and_only_its_hash_is_kept_where_nobody_else_may_read() throws Exception {
        assertThat(token("list").out()).isEmpty();
        CommandResult created = token("create", "ada", "--scope", "read,review");
        assertThat(created.code()).isZero();
        String token = created.out().strip();
        assertThat(token).matches("rf_[A-Za-z0-9_-]{43}");
        assertThat(created.err()).doesNotContain(token);
        String kept = Files.readString(file);
        String hash = HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII)));
        assertThat(kept).contains(hash, "\"ada\"").doesNotContain(token).doesNotContain(token.substring(3));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");

        CommandResult twice = token("create", "ada", "--scope", "read");
        assertThat(twice.code()).isEqualTo(2);
        assertThat(twice.err()).contains("revoke");
        assertThat(token("create", "gen", "--scope", "submit").out()).isNotEqualTo(created.out());
        assertThat(token("list").out())
                .contains("ada\tread,review\t", "gen\tsubmit\t")
                .doesNotContain(token)
                .doesNotContain(hash);
        assertThat(token("revoke", "ada").code()).isZero();
        assertThat(token("revoke", "ada").code()).isEqualTo(1);
        assertThat(Files.readString(file)).doesNotContain(hash);

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        CommandResult open = token("list");
        assertThat(open.code()).isEqualTo(4);
        assertThat(open.err()).contains("chmod 600");
    }

    @Test
    void on_a_network_address_only_a_token_that_is_not_revoked_opens_anything() throws Exception {
        Optional<InetAddress> address = address();
        assumeThat(address).as("an address besides the loopback interface's").isPresent();
        String host = address.get().getHostAddress();
        TestWorkspace testWorkspace = new TestWorkspace(folder);
        testWorkspace.drop("a.json", TestWorkspace.event("k", "succeeded"));
        String reader = token("create", "ada", "--scope", "read").out().strip();
        String leaver = token("create", "bob", "--scope", "read").out().strip();
        int port = freePort(address.get());
        WorkerProcess server = serve(testWorkspace, host, port);
        String asked = "GET /v1/runs HTTP/1.1\r\nHost: " + host + ":" + port + "\r\n";
        await().atMost(SOON)
                .until(() -> status(address.get(), port, asked.replace("/v1/runs", "/v1/health"), "") == 200);

        assertThat(status(address.get(), port, asked, "")).isEqualTo(401);
        assertThat(status(address.get(), port, asked, bearer("rf_wrong"))).isEqualTo(401);
        assertThat(status(address.get(), port, asked, bearer(reader))).isEqualTo(200);
        assertThat(status(address.get(), port, asked, bearer(leaver))).isEqualTo(200);
        String change = asked.replace("GET /v1/runs", "POST /v1/events")
                + "Content-Type: application/json\r\nContent-Length: 0\r\n";
        assertThat(status(address.get(), port, change, bearer(reader)))
                .as("no scope")
                .isEqualTo(403);
        assertThat(status(address.get(), port, asked, bearer(reader) + "Origin: http://evil.example\r\n"))
                .as("another site's page")
                .isEqualTo(403);
        String rebound = asked.replace(host, "evil.example");
        assertThat(status(address.get(), port, rebound, "Origin: http://evil.example:" + port + "\r\n"))
                .as("a name that was made to point here")
                .isEqualTo(401);
        assertThat(refuses(InetAddress.getLoopbackAddress(), port))
                .as("it listens there only")
                .isTrue();

        assertThat(token("revoke", "bob").code()).isZero();
        assertThat(status(address.get(), port, asked, bearer(leaver))).isEqualTo(401);
        assertThat(status(address.get(), port, asked, bearer(reader))).isEqualTo(200);
        server.stop();
    }

    private WorkerProcess serve(TestWorkspace testWorkspace, String host, int port) {
        return WorkerProcess.start(
                testWorkspace,
                "serve",
                "--set",
                "runfolio.http.host=" + host,
                "--set",
                "runfolio.http.port=" + port,
                "--set",
                "runfolio.http.management-port=0",
                "--set",
                "runfolio.http.tokens-file=" + file);
    }

    private static String bearer(String token) {
        return "Authorization: Bearer " + token + "\r\n";
    }

    /** Asks by hand, as a client of Java's would not send such a Host; 0 while nobody answers. */
    private static int status(InetAddress address, int port, String head, String more) throws IOException {
        try (Socket socket = new Socket(address, port)) {
            socket.setSoTimeout(10_000);
            String request = head + more + "Connection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return Integer.parseInt(answer.split(" ")[1]);
        } catch (java.net.ConnectException e) {
            return 0;
        }
    }

    private static boolean refuses(InetAddress address, int port) throws IOException {
        return status(address, port, "GET / HTTP/1.1\r\nHost: x\r\n", "") == 0;
    }

    private static int freePort(InetAddress address) throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, address)) {
            return socket.getLocalPort();
        }
    }

    private static Optional<InetAddress> address() throws IOException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(Inet4Address.class::isInstance)
                .filter(each -> !each.isLoopbackAddress() && !each.isLinkLocalAddress())
                .findFirst();
    }
}
