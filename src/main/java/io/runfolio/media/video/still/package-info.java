/** Decodes still pictures of foreign formats in child processes. */
package io.runfolio.media.video.still;
