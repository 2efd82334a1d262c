package io.runfolio.cli.process;

import io.runfolio.cli.output.ExitCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.LoggerFactory;

/** Program whose heap is used up in the way that its argument names. Tests start it in a process of its own. */
public final class HeapGuardProgram {
    private HeapGuardProgram() {}

    public static void main(String[] args) throws InterruptedException {
        AtomicInteger failures = new AtomicInteger(args[0].equals("uncaught, and the end fails at first") ? 2 : 0);
        HeapGuard.install(() -> {
            if (failures.getAndDecrement() > 0) {
                throw new OutOfMemoryError("there is no room to end the process");
            }
            Runtime.getRuntime().halt(ExitCode.FAILURE);
        });
        switch (args[0]) {
            case "uncaught", "uncaught, and the end fails at first" -> new Thread(HeapGuardProgram::tooMuch).start();
            case "logged" ->
                new Thread(() -> {
                            try {
                                tooMuch();
                            } catch (Throwable swallowed) {
                                LoggerFactory.getLogger("library")
                                        .debug("task {} failed", 1, new IllegalStateException(swallowed));
                            }
                        })
                        .start();
            case "swallowed" -> CompletableFuture.runAsync(HeapGuardProgram::fillForGood);
            default -> throw new IllegalArgumentException(args[0]);
        }
        new CountDownLatch(1).await(10, TimeUnit.MINUTES);
    }

    private static void tooMuch() {
        List<byte[]> kept = new ArrayList<>();
        while (true) {
            kept.add(new byte[1 << 20]);
        }
    }

    /** Keeps the heap full and says nothing, as a server does that works for requests without end. */
    private static void fillForGood() {
        List<byte[]> kept = new ArrayList<>();
        while (true) {
            try {
                kept.add(new byte[1 << 10]);
            } catch (OutOfMemoryError swallowed) {
                kept.remove(kept.size() - 1);
            }
        }
    }
}
