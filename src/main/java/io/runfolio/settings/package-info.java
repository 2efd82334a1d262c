/**
 * Settings of operators: one record per concern, with defaults, keys and validation. An error names the key, the value,
 * the expected form and the meaning.
 */
package io.runfolio.settings;
