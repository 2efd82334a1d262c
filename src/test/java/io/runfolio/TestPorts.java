package io.runfolio;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/** Ports for servers whose port is known before they start, or which start again on the same one. */
public final class TestPorts {
    /** Systems give ports above these to clients. No connection takes a port before its server has opened it. */
    private static final int FIRST = 20_000;

    private static final int COUNT = 12_000;

    /** JVMs side by side begin far enough apart: none takes more than a hundred. */
    private static final AtomicInteger NEXT =
            new AtomicInteger((int) (ProcessHandle.current().pid() * 101 % COUNT));

    private TestPorts() {}

    /** Returns a port that nothing listens on and that no other test of this JVM was given. */
    public static int free() {
        for (int i = 0; i < COUNT; i++) {
            int port = FIRST + NEXT.getAndIncrement() % COUNT;
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("no port from " + FIRST + " on is free");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port)) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
