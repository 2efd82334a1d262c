/** Commands that maintain sealed bundles: derivatives, notes and upgrades. */
package io.runfolio.cli.upkeep;
