/**
 * Reads JPEG files, large ones at a fraction of their size: ITU-T T.81.
 *
 * <p>Of a sequential frame only the low frequencies of each block are transformed, so that a large picture is never
 * made in full size. Other kinds of frames are decoded by the platform's reader.
 */
package io.runfolio.media.image.jpeg;
