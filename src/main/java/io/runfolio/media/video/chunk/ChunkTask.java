package io.runfolio.media.video.chunk;

import io.runfolio.media.video.engine.ChunkPlan;
import io.runfolio.media.video.engine.TranscodePlan;
import java.util.List;

/**
 * Task that encodes one chunk.
 *
 * @param key checksum of the source, the bounds, the settings of the encoder and the version of the engine; equal keys
 *     have equal results
 * @param chunk bounds of the chunk
 * @param plan what to encode, without a working folder of its own
 */
public record ChunkTask(String key, Chunk chunk, ChunkPlan plan) {
    private static final String FORMAT = "1";

    /**
     * Creates a task with its key.
     *
     * @param source checksum of the source
     * @param engine name and version of the engine
     */
    public static ChunkTask of(String source, String engine, Chunk chunk, ChunkPlan plan) {
        String bounds = chunk + " " + plan.seekSeconds() + " " + plan.video() + " " + plan.graph();
        String encoder = TranscodePlan.PRESET + " " + TranscodePlan.CRF + " " + plan.decoder() + " " + plan.demuxer();
        return new ChunkTask(key(engine, source, "pictures", bounds, encoder), chunk, plan);
    }

    /** Returns the key of the sound of a clip. */
    static String soundKey(String source, String engine, TranscodePlan plan) {
        String encoder = TranscodePlan.PRESET + " " + TranscodePlan.CRF + " " + plan.decoder() + " " + plan.demuxer();
        return key(engine, source, "sound", String.valueOf(plan.audio()), encoder);
    }

    private static String key(String engine, String source, String kind, String bounds, String encoder) {
        return ChunkCheckpoints.key(List.of(FORMAT, engine, source, kind, bounds, encoder));
    }
}
