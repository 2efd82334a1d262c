/**
 * The words: the records and enumerations of the contract, run ids and slugs, and the failures that rooms tell each other.
 *
 * <p>Records that stand for JSON documents mirror them: their components are named in lower camel case and written in snake case, in the order of declaration, and a component
 * that the contract marks as optional is {@code null} where the document says {@code null}. Lists and maps are never {@code null}. Nothing else hands {@code null} across a room's border.
 */
package io.runfolio.run;
