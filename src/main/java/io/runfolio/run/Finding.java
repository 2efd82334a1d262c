package io.runfolio.run;

/**
 * Something that is not as it should be.
 *
 * @param code one word for machines, such as {@code checksum_differs}
 * @param path what it is about: a file or a folder
 * @param message one sentence for people
 */
public record Finding(String code, String path, String message) {}
