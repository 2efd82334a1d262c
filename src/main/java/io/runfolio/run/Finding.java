package io.runfolio.run;

/**
 * Problem that an audit has found.
 *
 * @param code machine-readable word, such as {@code checksum_differs}
 * @param path file or folder
 * @param message one sentence
 */
public record Finding(String code, String path, String message) {}
