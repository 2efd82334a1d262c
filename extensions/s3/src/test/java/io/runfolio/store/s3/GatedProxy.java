package io.runfolio.store.s3;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Forwards connections to a server, notes requests, and can hold back answers. */
final class GatedProxy implements AutoCloseable {
    private final ServerSocket listener;
    private final int target;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final AtomicLong left = new AtomicLong(Long.MAX_VALUE);
    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch open = new CountDownLatch(1);

    GatedProxy(int target) throws IOException {
        this.target = target;
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    String address() {
        return "http://127.0.0.1:" + listener.getLocalPort();
    }

    /** Holds back answers after a number of bytes, until it is opened. */
    void holdAfter(long bytes) {
        left.set(bytes);
    }

    boolean awaitHeld() throws InterruptedException {
        return held.await(60, TimeUnit.SECONDS);
    }

    void open() {
        left.set(Long.MAX_VALUE);
        open.countDown();
    }

    /** Returns the number of requests of a method whose path ends with a text. */
    long count(String method, String end) {
        return requests.stream()
                .filter(line -> line.startsWith(method + " ") && line.endsWith(end))
                .count();
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

    private void forward(Socket from, Socket to, boolean isRequest) {
        byte[] buffer = new byte[1 << 13];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                if (isRequest) {
                    note(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
                } else if (left.addAndGet(-count) < 0) {
                    held.countDown();
                    open.await();
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

    /** Notes the first line of a request's head, which its client sends at once. */
    private void note(String text) {
        int end = text.indexOf(" HTTP/1.1\r\n");
        if (end > 0 && text.matches("(?s)(GET|HEAD|PUT|POST|DELETE) .*")) {
            requests.add(text.substring(0, end));
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "gated-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        open();
        listener.close();
    }
}
