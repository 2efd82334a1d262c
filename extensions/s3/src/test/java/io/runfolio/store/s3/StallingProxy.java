package io.runfolio.store.s3;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Forwards connections to a server, and stops forwarding requests after a number of bytes. */
final class StallingProxy implements AutoCloseable {
    private final ServerSocket listener;
    private final int target;
    private final long limit;
    private final AtomicLong left;
    private final CountDownLatch stalled = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);

    StallingProxy(int target, long bytes) throws IOException {
        this.target = target;
        limit = bytes;
        left = new AtomicLong(bytes);
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Returns the number of bytes that came from clients. */
    long received() {
        return limit - left.get();
    }

    /** Waits until it has stopped forwarding. */
    boolean awaitStall() throws InterruptedException {
        return stalled.await(60, TimeUnit.SECONDS);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                daemon(() -> forward(client, server, true));
                daemon(() -> forward(server, client, false));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void forward(Socket from, Socket to, boolean counted) {
        byte[] buffer = new byte[1 << 14];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                if (counted && left.addAndGet(-count) < 0) {
                    stalled.countDown();
                    closed.await();
                    return;
                }
                out.write(buffer, 0, count);
                out.flush();
            }
        } catch (IOException e) {
            return; // one side has ended
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "stalling-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        listener.close();
    }
}
