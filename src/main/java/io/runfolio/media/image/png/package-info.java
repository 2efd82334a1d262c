/** Reads PNG and APNG files. */
package io.runfolio.media.image.png;
