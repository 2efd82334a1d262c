package io.runfolio.catalog;

/**
 * Where a reader stands in a file of lines.
 *
 * @param bytes behind the last whole line that was read, from the start
 * @param checksum of the last bytes before it, so that another file of the same name is known for what it is
 */
public record FeedPosition(long bytes, long checksum) {
    /** Before the first line. */
    public static final FeedPosition START = new FeedPosition(0, 0);
}
