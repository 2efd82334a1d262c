package io.runfolio.store.s3;

import io.runfolio.ServerProcess;
import io.runfolio.TestPorts;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.settings.mirror.BucketAddress;
import io.runfolio.store.object.ObjectStore;
import io.runfolio.store.object.ObjectStores;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;

/**
 * An S3 server in a process of its own, on a port of the loopback interface. S3Mock compares checksums and accepts
 * every link; S3Proxy compares signatures of links and accepts every checksum.
 */
public final class S3Server implements AutoCloseable {
    public static final String BUCKET = "media";
    static final String KEY = "test-key";
    static final String SECRET = "test-secret-0123456789";

    private final Path folder;
    private final int port;
    private final ServerProcess process;

    private S3Server(Path folder, int port, List<String> command) {
        this.folder = folder;
        this.port = port;
        this.process = new ServerProcess(command, folder.resolve("server.log"));
    }

    /** Starts S3Mock without waiting for it. */
    public static S3Server s3mock(Path folder) throws IOException {
        int port = TestPorts.free();
        return new S3Server(
                        folder,
                        port,
                        java(
                                folder,
                                "s3mock-server",
                                resource(folder, "LoopbackS3Mock.java").toString(),
                                String.valueOf(port),
                                Files.createDirectories(folder.resolve("objects"))
                                        .toString()))
                .start();
    }

    /** Starts S3Proxy without waiting for it; objects are files in {@code objects/media}. */
    static S3Server s3proxy(Path folder) throws IOException {
        return s3proxy(folder, List.of());
    }

    /** Starts S3Proxy with a port for TLS, too, whose certificate is that of the authority alone. */
    static S3Server s3proxy(Path folder, int tlsPort, TestAuthority authority) throws IOException {
        return s3proxy(
                folder,
                List.of(
                        "s3proxy.secure-endpoint=https://127.0.0.1:" + tlsPort,
                        "s3proxy.keystore-path=" + authority.keyStore(),
                        "s3proxy.keystore-password=" + TestAuthority.PASSWORD));
    }

    private static S3Server s3proxy(Path folder, List<String> tls) throws IOException {
        int port = TestPorts.free();
        Files.createDirectories(folder.resolve("objects").resolve(BUCKET));
        Files.writeString(
                folder.resolve("server.properties"),
                """
                s3proxy.endpoint=http://127.0.0.1:%d
                %s
                s3proxy.authorization=aws-v2-or-v4
                s3proxy.identity=%s
                s3proxy.credential=%s
                s3proxy.ignore-unknown-headers=true
                jclouds.provider=filesystem-nio2
                jclouds.filesystem.basedir=%s
                """
                        .formatted(port, String.join("\n", tls), KEY, SECRET, folder.resolve("objects")));
        return new S3Server(
                        folder,
                        port,
                        java(
                                folder,
                                "s3proxy-server",
                                "org.gaul.s3proxy.Main",
                                "--properties",
                                folder.resolve("server.properties").toString()))
                .start();
    }

    private static List<String> java(Path folder, String module, String... arguments) throws IOException {
        Path log = resource(folder, "quiet-logback.xml");
        List<String> options =
                List.of("-Xmx256m", "-Xshare:auto", "-Dlogback.configurationFile=" + log, "-Dlogging.config=" + log);
        return ServerProcess.java(ServerProcess.librariesOf(module), options, List.of(arguments));
    }

    /** Copies a resource, which other modules have in a jar. */
    private static Path resource(Path folder, String name) throws IOException {
        Path file = Files.createDirectories(folder).resolve(name);
        try (InputStream in = S3Server.class.getResourceAsStream("/servers/" + name)) {
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
        }
        return file;
    }

    /** Starts the process again, with the same port and folder. */
    public S3Server start() throws IOException {
        process.start();
        return this;
    }

    /** Waits until it accepts connections. */
    public S3Server awaitReady() {
        process.awaitReady(() -> {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return socket.isConnected();
            }
        });
        return this;
    }

    /** Kills the process; its objects stay. */
    public void stop() throws InterruptedException {
        process.kill();
    }

    int port() {
        return port;
    }

    /** Returns the folder of S3Proxy's objects. */
    Path objects() {
        return folder.resolve("objects").resolve(BUCKET);
    }

    /** Returns the settings that lead to it, with a file of credentials. */
    public Map<String, String> settings() {
        Path file = folder.resolve("credentials");
        try {
            Files.writeString(
                    file, "[default]\naws_access_key_id = " + KEY + "\naws_secret_access_key = " + SECRET + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.of(
                "runfolio.s3.endpoint",
                "http://127.0.0.1:" + port,
                "runfolio.s3.path-style",
                "true",
                "runfolio.s3.credentials-file",
                file.toString());
    }

    /** Opens a prefix of its bucket. */
    public ObjectStore open(String prefix) {
        return ObjectStores.open(
                "runfolio.mirror",
                new BucketAddress(BUCKET, prefix + "/"),
                RunfolioSettings.from(settings()).s3());
    }

    @Override
    public void close() {
        process.close();
    }
}
