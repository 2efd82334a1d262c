/** The seam between the core and the picture formats: header, still, frames and memory of one file. */
package io.runfolio.media.image.format;
