package io.runfolio.catalog;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Works on many things by all processors, somewhat ahead of whoever takes what comes of them. Results come in the order of the things. One thread takes them.
 *
 * <p>Few are under way at a time: what is gone again soon costs the garbage collector nothing, and with thousands of runs under way it took a quarter of a rebuild.
 */
final class Ahead<S, T> implements Iterator<T> {
    private static final int BATCH = 50;
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
    private static final int BATCHES = PROCESSORS + 2;
    /** Not the common pool: on two processors that has one thread, and what it is given gets a new thread each, with deflaters and buffers of its own. */
    private static final Executor WORKERS = workers();

    private final Iterator<S> things;
    private final Function<S, Optional<T>> work;
    private final Queue<CompletableFuture<List<T>>> coming = new ArrayDeque<>();
    private final Queue<T> ready = new ArrayDeque<>();

    private static Executor workers() {
        ThreadPoolExecutor workers = new ThreadPoolExecutor(
                PROCESSORS, PROCESSORS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                    Thread thread = new Thread(work, "runfolio-ahead");
                    thread.setDaemon(true);
                    return thread;
                });
        workers.allowCoreThreadTimeOut(true);
        return workers;
    }

    /**
     * @param things taken by the thread that takes the results
     * @param work done by others; what it throws, taking the result throws
     */
    Ahead(Iterator<S> things, Function<S, Optional<T>> work) {
        this.things = things;
        this.work = work;
    }

    @Override
    public boolean hasNext() {
        start();
        while (ready.isEmpty() && !coming.isEmpty()) {
            ready.addAll(await(coming.remove()));
            start();
        }
        return !ready.isEmpty();
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return ready.remove();
    }

    private void start() {
        while (coming.size() < BATCHES && things.hasNext()) {
            List<S> batch = new ArrayList<>(BATCH);
            while (batch.size() < BATCH && things.hasNext()) {
                batch.add(things.next());
            }
            coming.add(CompletableFuture.supplyAsync(
                    () -> batch.stream().map(work).flatMap(Optional::stream).toList(), WORKERS));
        }
    }

    private static <T> List<T> await(CompletableFuture<List<T>> result) {
        try {
            return result.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }
}
