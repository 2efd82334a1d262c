/** Artifacts and bundles on their way out of an outputs folder, into another, and in from other programs: copies that are checked while they are made. */
package io.runfolio.artifact.transfer;
