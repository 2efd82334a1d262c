package io.runfolio.catalog;

/**
 * Position of a reader in a file of lines.
 *
 * @param bytes offset after the last whole line that was read
 * @param checksum checksum of the last bytes before the offset, to recognize another file of the same name
 */
public record FeedPosition(long bytes, long checksum) {
    /** Before the first line. */
    public static final FeedPosition START = new FeedPosition(0, 0);
}
