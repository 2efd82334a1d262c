/**
 * Child JVM of the embedded engine. It processes clips with javacv and the bundled FFmpeg libraries.
 *
 * <p>It starts at {@link EmbeddedEngineMain}. These classes are never loaded in the worker, because a bad file could
 * crash it.
 */
package io.runfolio.media.video.embedded;
