/** Reads Windows bitmaps. */
package io.runfolio.media.image.bmp;
