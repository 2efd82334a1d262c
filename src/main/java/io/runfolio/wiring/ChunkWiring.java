package io.runfolio.wiring;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.coordination.task.SharedTasks;
import io.runfolio.media.video.chunk.ChunkTasks;
import io.runfolio.media.video.chunk.LocalChunkTasks;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.work.chunk.ChunkExecutor;
import io.runfolio.work.chunk.ChunkHelper;
import io.runfolio.work.chunk.SharedChunkTasks;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Encoders of this process, and the chunks that workers offer to each other through a server. */
final class ChunkWiring {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final RunfolioSettings settings;
    private final String worker;
    private final BundleLayout layout;
    private final LocalChunkTasks local;
    private final Optional<Sharing> sharing;
    private Optional<ChunkHelper> helper = Optional.empty();

    /** Offers of all workers, and those of this one. */
    private record Sharing(SharedTasks all, SharedChunkTasks own) {}

    ChunkWiring(RunfolioSettings settings, String worker, BundleLayout layout) {
        this.settings = settings;
        this.worker = worker;
        this.layout = layout;
        local = new LocalChunkTasks(settings.worker().videoThreads());
        // a chunk is read from the staging folder of its clip, which hosts with an object store do not share
        sharing = Backends.tasks(settings, worker)
                .filter(all -> !layout.isWorkingCopy())
                .map(all -> new Sharing(all, new SharedChunkTasks(local, all, layout.control(), PATIENCE)));
    }

    /** Returns what executes the chunks of this worker's clips. */
    ChunkTasks tasks() {
        return sharing.<ChunkTasks>map(Sharing::own).orElse(local);
    }

    /** Begins to offer chunks, as the worker has its alive mark. */
    void open() {
        sharing.ifPresent(shared -> shared.own().open());
    }

    /**
     * Begins to encode chunks of other workers.
     *
     * @param mayHelp whether this worker takes work at the moment
     */
    void startHelper(MediaParts media, BooleanSupplier mayHelp) {
        helper = sharing.map(shared -> new ChunkHelper(
                shared.all(),
                local,
                shared.own(),
                new ChunkExecutor(
                        layout,
                        worker,
                        media.clips().engines(),
                        settings.media().video().timeLimit()),
                mayHelp));
        helper.ifPresent(started -> started.start(
                settings.worker().pollInterval(), settings.coordination().lease()));
    }

    /** Stops the chunks of other workers, and gives them back. */
    void stopHelper() {
        helper.ifPresent(ChunkHelper::close);
    }
}
