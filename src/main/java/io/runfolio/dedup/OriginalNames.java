package io.runfolio.dedup;

/**
 * Names of the bytes of an original that has more than one: hard links. The bytes are free when the last one is gone.
 *
 * @param key identity of the bytes
 * @param names number of names, without that of the object, which goes with the last original
 * @param bytes size
 */
public record OriginalNames(Object key, int names, long bytes) {}
