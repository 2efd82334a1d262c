/**
 * Rules of {@code config/retention.yaml}: reading and checking the file, and deciding which rule an artifact falls
 * under. It removes nothing: see {@link io.runfolio.retention.plan}.
 */
package io.runfolio.retention.policy;
