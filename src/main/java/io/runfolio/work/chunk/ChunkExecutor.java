package io.runfolio.work.chunk;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.coordination.task.TaskClaim;
import io.runfolio.files.PathResolver;
import io.runfolio.files.RunfolioException;
import io.runfolio.files.StorageErrors;
import io.runfolio.files.StorageRoots;
import io.runfolio.media.video.chunk.ChunkCheckpoints;
import io.runfolio.media.video.chunk.ChunkEncoder;
import io.runfolio.media.video.chunk.ChunkTask;
import io.runfolio.media.video.engine.VideoEngine;
import io.runfolio.media.video.engine.VideoEngineSelector;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Encodes a chunk for another worker. Files in progress are in this worker's staging folder, and are swept with it. */
public final class ChunkExecutor {
    private static final Logger LOG = LoggerFactory.getLogger(ChunkExecutor.class);

    private final BundleLayout layout;
    private final String worker;
    private final VideoEngineSelector engines;
    private final Duration timeLimit;
    private final ClipChecksums checksums = new ClipChecksums();

    /** @param timeLimit maximum time for one chunk */
    public ChunkExecutor(BundleLayout layout, String worker, VideoEngineSelector engines, Duration timeLimit) {
        this.layout = layout;
        this.worker = worker;
        this.engines = engines;
        this.timeLimit = timeLimit;
    }

    /** Thrown for a chunk that this worker cannot encode, and others may. */
    static final class NotHereException extends RunfolioException {
        private static final long serialVersionUID = 1L;

        NotHereException(String message) {
            super(message);
        }
    }

    /**
     * Encodes a chunk into the checkpoints of its owner.
     *
     * @throws NotHereException if the clip is not here with the bytes that the task names, or the engine is another
     */
    void execute(TaskClaim claim) {
        ChunkOrder order = ChunkOrder.read(claim.task().body()).orElseThrow(() -> new NotHereException("unknown form"));
        VideoEngine engine = engines.engine().orElseThrow(() -> new NotHereException("there is no video engine"));
        ChunkEncoder encoder = new ChunkEncoder(
                engine.chunks().orElseThrow(() -> new NotHereException("the engine encodes in one piece only")),
                log -> LOG.debug("{}", log));
        PathResolver shared = new PathResolver(layout.control());
        Path source = shared.file(order.source())
                .filter(file -> file.toFile().length() == order.bytes())
                .orElseThrow(() -> new NotHereException("the clip is not here"));
        Path folder = Optional.of(shared.resolve(claim.job()))
                .filter(found -> found.status() == PathResolver.Status.FOLDER)
                .map(PathResolver.Resolved::path)
                .orElseThrow(() -> new NotHereException("the folder for its chunks is not here"));
        ChunkTask task = order.task(source, checksums.of(source), engine.describe());
        if (!task.key().equals(claim.task().key())) {
            throw new NotHereException("the clip or the engine differ");
        }
        ChunkCheckpoints checkpoints = ChunkCheckpoints.join(folder, parts());
        if (checkpoints.find(task.key()).isEmpty()) {
            encoder.encode(task, checkpoints, timeLimit);
        }
    }

    private Path parts() {
        Path folder = layout.staging(worker);
        try {
            StorageRoots.createFolders(folder);
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The staging folder for a chunk cannot be created");
        }
        return folder;
    }
}
