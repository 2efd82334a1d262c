/** Clip model, read from probe reports and packet lists. */
package io.runfolio.media.video.probe;
