/** What generators write into their pictures about how these were made: one class for each dialect. */
package io.runfolio.media.generation;
