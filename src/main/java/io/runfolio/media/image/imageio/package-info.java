/** Adapters for the readers of ImageIO: reader selection, time limits and masked profiles. */
package io.runfolio.media.image.imageio;
