/**
 * The child JVM of the embedded engine: drives the bundled libraries of FFmpeg the way the ffmpeg program does. Only {@link EmbeddedEngineMain} is called from outside, as a
 * process; nothing here is ever loaded in the worker's own JVM, as a bad file could take it down.
 */
package io.runfolio.media.video.embedded;
