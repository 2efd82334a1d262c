package io.runfolio.artifact.notes;

/**
 * Notes of a run.
 *
 * @param runId the run
 * @param revision number of times that they were written after sealing
 * @param text the notes; null if absent
 * @param markdown content of {@code notes.md}
 * @param isChanged whether the call that returned this has changed anything
 */
public record RunNotes(String runId, long revision, String text, String markdown, boolean isChanged) {}
