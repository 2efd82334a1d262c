package io.runfolio.catalog;

import io.runfolio.artifact.RunView;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Function;

/** Reads many bundles, in their order, by all processors, and a batch ahead of whoever takes them. */
final class BundleStream implements Iterator<RunView> {
    /** So few that what was read is gone again before the garbage collector has to keep it: with ten times as many, a rebuild took half as long again. */
    private static final int BATCH = 50;

    private final List<Path> folders;
    private final Function<Path, Optional<RunView>> reader;
    private final Consumer<RunView> taken;
    private final Queue<RunView> ready = new ArrayDeque<>();
    private CompletableFuture<List<RunView>> ahead;
    private int next;

    /**
     * @param reader reads a bundle; empty if it cannot be read
     * @param taken is told of each that is taken
     */
    BundleStream(List<Path> folders, Function<Path, Optional<RunView>> reader, Consumer<RunView> taken) {
        this.folders = folders;
        this.reader = reader;
        this.taken = taken;
        ahead = readAhead();
    }

    private CompletableFuture<List<RunView>> readAhead() {
        List<Path> batch = folders.subList(next, Math.min(next + BATCH, folders.size()));
        next += batch.size();
        return CompletableFuture.supplyAsync(() ->
                batch.parallelStream().map(reader).flatMap(Optional::stream).toList());
    }

    @Override
    public boolean hasNext() {
        while (ready.isEmpty() && ahead != null) {
            ready.addAll(await(ahead));
            ahead = next < folders.size() ? readAhead() : null;
        }
        return !ready.isEmpty();
    }

    private static List<RunView> await(CompletableFuture<List<RunView>> reading) {
        try {
            return reading.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    @Override
    public RunView next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        RunView view = ready.remove();
        taken.accept(view);
        return view;
    }
}
