/** Reads GIF files. */
package io.runfolio.media.image.gif;
