package io.runfolio.media.video.chunk;

import io.runfolio.media.video.engine.ChunkPlan;

/**
 * Task that encodes one chunk.
 *
 * @param key checksum of the source, the bounds, the settings of the encoder and the version of the engine; equal keys
 *     have equal results
 * @param chunk bounds of the chunk
 * @param plan what to encode, without a working folder of its own
 */
public record ChunkTask(String key, Chunk chunk, ChunkPlan plan) {}
