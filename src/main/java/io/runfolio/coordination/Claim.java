package io.runfolio.coordination;

import java.nio.file.Path;

/**
 * Event that a worker has claimed.
 *
 * @param id unique id; unchanged when another worker takes over the claim
 * @param name name of the event file
 * @param file current path
 */
public record Claim(String id, String name, Path file) {}
