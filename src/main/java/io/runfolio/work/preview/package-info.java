/** Placeholders and previews for outputs of bundles that were sealed without them. */
package io.runfolio.work.preview;
