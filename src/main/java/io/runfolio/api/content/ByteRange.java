package io.runfolio.api.content;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A range of bytes of a file.
 *
 * @param first index of the first byte
 * @param last index of the last byte, inclusive; smaller than {@code first} if the range is outside the file
 */
record ByteRange(long first, long last) {
    private static final Pattern ONE = Pattern.compile("bytes\\s*+=\\s*+(\\d{0,18}+)\\s*+-\\s*+(\\d{0,18}+)");

    /**
     * Parses a {@code Range} header.
     *
     * <p>Returns empty for an invalid or multiple range, which the response may ignore (RFC 9110, section 14.2).
     */
    static Optional<ByteRange> of(String header, long size) {
        Matcher matcher = ONE.matcher(header.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String from = matcher.group(1);
        String to = matcher.group(2);
        if (from.isEmpty()) {
            return to.isEmpty() ? Optional.empty() : Optional.of(suffix(Long.parseLong(to), size));
        }
        long first = Long.parseLong(from);
        long last = to.isEmpty() ? size - 1 : Math.min(Long.parseLong(to), size - 1);
        boolean backwards = !to.isEmpty() && Long.parseLong(to) < first;
        if (backwards) {
            return Optional.empty();
        }
        return Optional.of(first >= size ? new ByteRange(0, -1) : new ByteRange(first, last));
    }

    private static ByteRange suffix(long count, long size) {
        return count == 0 ? new ByteRange(0, -1) : new ByteRange(Math.max(0, size - count), size - 1);
    }

    boolean isEmpty() {
        return last < first;
    }

    long length() {
        return last - first + 1;
    }
}
