/** FFmpeg in child processes: the ffmpeg program or a child JVM with the bundled libraries. */
package io.runfolio.media.video.engine;
