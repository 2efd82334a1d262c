/**
 * Domain model: records and enums of the contract, typed extras in free maps, run ids and slugs.
 *
 * <p>Records of JSON documents mirror them: components are in lower camel case, JSON names in snake case, both in the
 * same order. A component that the contract marks as optional is {@code null} where the document has {@code null};
 * lists and maps are never {@code null}. No other {@code null} crosses a package border.
 */
package io.runfolio.run;
