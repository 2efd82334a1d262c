/** Parsers of generation data in media files, one class per dialect. */
package io.runfolio.media.generation;
