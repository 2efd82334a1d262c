package io.runfolio.artifact;

/**
 * Decision that somebody, such as an agent, proposes. It changes no status; the next decision ends it.
 *
 * @param decision word of the proposed decision, such as {@code approve}
 * @param by who proposes it
 * @param at when, ISO-8601 with offset
 * @param note why; null if nothing was said
 */
public record ReviewProposal(String decision, String by, String at, String note) {}
