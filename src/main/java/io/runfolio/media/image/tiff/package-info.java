/** Reads TIFF and BigTIFF files. */
package io.runfolio.media.image.tiff;
