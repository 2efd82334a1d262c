package io.runfolio.intake;

import java.nio.file.Path;

/**
 * An event that this worker has taken for itself.
 *
 * @param id unique; it stays the same when another worker takes the event over
 * @param name the event file's own name
 * @param file where it is now
 */
public record Claim(String id, String name, Path file) {}
