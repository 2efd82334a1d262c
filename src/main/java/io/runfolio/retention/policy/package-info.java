/**
 * Rules of {@code config/retention.yaml}: the file, its mistakes, and which rule an artifact falls under. Nothing is
 * removed here.
 */
package io.runfolio.retention.policy;
