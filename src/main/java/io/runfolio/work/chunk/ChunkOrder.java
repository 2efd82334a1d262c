package io.runfolio.work.chunk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
import io.runfolio.media.video.chunk.Chunk;
import io.runfolio.media.video.chunk.ChunkTask;
import io.runfolio.media.video.engine.ChunkPlan;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Task that encodes one chunk, in the form in which workers pass it on. The fields are those of {@link ChunkPlan}.
 *
 * @param source path of the clip in the folder that all workers share
 * @param bytes size of the clip
 * @param decoder empty for FFmpeg's default
 * @param from number of the first frame
 * @param to number of the frame after the last one
 */
record ChunkOrder(
        String source,
        long bytes,
        String demuxer,
        int video,
        String decoder,
        double seekSeconds,
        String graph,
        int posterFrames,
        int storyboardFrames,
        int from,
        int to) {
    private static final ObjectMapper MAPPER =
            JsonMappers.builder(JsonLimits.RECORD).build();

    static ChunkOrder of(ChunkTask task, String source, long bytes) {
        ChunkPlan plan = task.plan();
        return new ChunkOrder(
                source,
                bytes,
                plan.demuxer(),
                plan.video(),
                plan.decoder().orElse(""),
                plan.seekSeconds(),
                plan.graph(),
                plan.posterFrames(),
                plan.storyboardFrames(),
                task.chunk().from(),
                task.chunk().to());
    }

    /**
     * Returns the task.
     *
     * @param file the clip
     * @param checksum checksum of the clip
     * @param engine name and version of the engine
     */
    ChunkTask task(Path file, String checksum, String engine) {
        ChunkPlan plan = new ChunkPlan(
                file,
                demuxer,
                video,
                Optional.of(decoder).filter(name -> !name.isEmpty()),
                seekSeconds,
                graph,
                posterFrames,
                storyboardFrames,
                file.getParent());
        return ChunkTask.of(checksum, engine, new Chunk(from, to), plan);
    }

    String toJson() {
        try {
            return MAPPER.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns an order; empty if another version has written it in another form. */
    static Optional<ChunkOrder> read(String json) {
        try {
            return Optional.of(MAPPER.readValue(json, ChunkOrder.class))
                    .filter(order -> order.source != null
                            && order.demuxer != null
                            && order.decoder != null
                            && order.graph != null);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
