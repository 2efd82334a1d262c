/** The public face for embedding, {@link io.runfolio.Runfolio}, and the one place where the parts meet. */
package io.runfolio;
