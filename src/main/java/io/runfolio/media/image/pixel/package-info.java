/** Pixels in memory: sizes, rows, resampling, orientation and conversion to and from BufferedImage. */
package io.runfolio.media.image.pixel;
