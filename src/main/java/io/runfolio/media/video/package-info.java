/**
 * Clips and sounds. {@link io.runfolio.media.video.VideoProcessor} looks a file over, plans what is to be done as one filter graph, and has an engine do it: an ffmpeg
 * program, or a child JVM that drives the bundled libraries. Both get the same plan, so both make the same.
 */
package io.runfolio.media.video;
