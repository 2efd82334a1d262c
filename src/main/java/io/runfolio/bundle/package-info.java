/**
 * The bundle: its folder, its file names, and the records in it. {@link io.runfolio.bundle.BundleLayout} owns every path; {@link io.runfolio.bundle.Staging} opens a run where nobody looks,
 * {@link io.runfolio.bundle.Sealer} writes its records and makes it visible by one rename, {@link io.runfolio.bundle.BundleReader} reads it back.
 */
package io.runfolio.bundle;
