/** Artifacts of bundles: find, review, compare. Changes are appended to the bundle's review log. */
package io.runfolio.artifact;
