/**
 * Copy of the sealed bundles in an object store. {@link io.runfolio.mirror.Mirror} sends what is new,
 * {@link io.runfolio.mirror.MirrorAudit} compares both sides, {@link io.runfolio.mirror.MirrorRestore} brings an empty
 * machine back. Nothing here relies on conditional writes: one process at a time sends, under a lock of the folder.
 */
package io.runfolio.mirror;
