package io.runfolio.coordination.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** Passes connections on to a socket in the file system, which all network namespaces share. */
final class SocketRelay implements AutoCloseable {
    private static final int BUFFER = 1 << 16;

    private final ServerSocketChannel listener;
    private final Path target;

    SocketRelay(Path target) {
        this.target = target;
        try {
            listener = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    int port() {
        return listener.socket().getLocalPort();
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "socket-relay");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (listener.isOpen()) {
            try {
                connect(listener.accept());
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void connect(SocketChannel client) throws IOException {
        try {
            SocketChannel server = SocketChannel.open(StandardProtocolFamily.UNIX);
            server.connect(UnixDomainSocketAddress.of(target));
            start(() -> copy(client, server));
            start(() -> copy(server, client));
        } catch (IOException e) {
            client.close(); // the server is not there yet
        }
    }

    private static void copy(SocketChannel from, SocketChannel to) {
        try (from;
                to) {
            ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
            while (from.read(buffer) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
                buffer.clear();
            }
        } catch (IOException e) {
            return; // the other direction has closed both
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
