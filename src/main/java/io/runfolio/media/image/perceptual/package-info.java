/** Perceptual hashes of pictures, by which the same picture is found after another encoding. */
package io.runfolio.media.image.perceptual;
