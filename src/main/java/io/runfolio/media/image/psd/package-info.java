/** Reads Photoshop documents. */
package io.runfolio.media.image.psd;
