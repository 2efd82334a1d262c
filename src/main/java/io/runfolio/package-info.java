/** Public API for embedding: {@link io.runfolio.Runfolio}, and handles of what it installs. */
package io.runfolio;
