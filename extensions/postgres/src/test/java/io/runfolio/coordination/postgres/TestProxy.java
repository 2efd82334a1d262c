package io.runfolio.coordination.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Link to a server that a test can cut. Its answer to a commit is lost, or nothing passes while both ends stay open.
 */
final class TestProxy implements AutoCloseable {
    private static final int BUFFER = 1 << 16;
    private static final String COMMIT = "COMMIT\0";

    private final ServerSocket listener;
    private final int target;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicReference<Fault> armed = new AtomicReference<>(Fault.NONE);
    private final AtomicInteger lost = new AtomicInteger();
    private volatile boolean isSilent;

    /** Fault of the link at the next commit. */
    enum Fault {
        NONE,
        /** The server commits, and its answer is lost. */
        ANSWER_LOST,
        /** The server never hears of the commit. */
        COMMIT_LOST
    }

    TestProxy(int target) {
        this.target = target;
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    void loseNextCommit(Fault fault) {
        armed.set(fault);
    }

    /** Returns the number of commits that were lost. */
    int lost() {
        return lost.get();
    }

    /** Lets nothing pass any more, in either direction; connections stay open. */
    void fallSilent() {
        isSilent = true;
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "test-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.addAll(List.of(client, server));
                Link link = new Link(client, server);
                start(link::toServer);
                start(link::toClient);
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private final class Link {
        private final Socket client;
        private final Socket server;
        private volatile boolean isAnswerLost;

        Link(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void toServer() {
            copy(client, server, (bytes, out) -> {
                boolean isCommit = new String(bytes, StandardCharsets.ISO_8859_1).contains(COMMIT);
                Fault fault = isCommit ? armed.getAndSet(Fault.NONE) : Fault.NONE;
                if (fault == Fault.COMMIT_LOST) {
                    lost.incrementAndGet();
                    closeBoth();
                    return;
                }
                isAnswerLost = fault == Fault.ANSWER_LOST;
                out.write(bytes);
            });
        }

        void toClient() {
            copy(server, client, (bytes, out) -> {
                if (isAnswerLost) {
                    lost.incrementAndGet();
                    closeBoth();
                    return;
                }
                out.write(bytes);
            });
        }

        private void copy(Socket from, Socket to, Pass pass) {
            byte[] buffer = new byte[BUFFER];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    if (!isSilent) {
                        pass.on(Arrays.copyOf(buffer, read), out);
                    }
                }
                closeBoth();
            } catch (IOException e) {
                closeBoth();
            }
        }

        private void closeBoth() {
            close(client);
            close(server);
        }
    }

    private interface Pass {
        void on(byte[] bytes, OutputStream out) throws IOException;
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        sockets.forEach(TestProxy::close);
    }
}
