/**
 * Clips and audio files: inspection, transcode plan, web derivative and poster.
 *
 * <p>{@link io.runfolio.media.video.VideoProcessor} inspects a file, plans the work as one filter graph and lets an
 * engine execute it: the ffmpeg program or a child JVM with the bundled libraries. Both execute the same plan.
 */
package io.runfolio.media.video;
