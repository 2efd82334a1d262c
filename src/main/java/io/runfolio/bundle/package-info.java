/**
 * Bundles: folder, file names and records. {@link io.runfolio.bundle.BundleLayout} defines every path,
 * {@link io.runfolio.bundle.Staging} builds a run, {@link io.runfolio.bundle.Sealer} writes its records and seals it,
 * {@link io.runfolio.bundle.BundleReader} reads it back.
 */
package io.runfolio.bundle;
