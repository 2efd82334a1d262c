package io.runfolio.settings.mirror;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Address of a bucket or of a prefix in it.
 *
 * @param bucket name of the bucket
 * @param prefix beginning of all keys, ending with {@code /}; empty for the whole bucket
 */
public record BucketAddress(String bucket, String prefix) {
    /** Form of an address, for messages. */
    public static final String FORM = "s3://bucket or s3://bucket/prefix";

    private static final Pattern ADDRESS = Pattern.compile(
            "s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])((?:/[A-Za-z0-9_-][A-Za-z0-9!_.'()-]{0,99}){0,8})/?");

    /** Parses an address; empty if the text has another form. */
    public static Optional<BucketAddress> parse(String text) {
        Matcher matcher = ADDRESS.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String prefix = matcher.group(2);
        return Optional.of(new BucketAddress(matcher.group(1), prefix.isEmpty() ? "" : prefix.substring(1) + "/"));
    }

    /** Returns the address as it is written in settings. */
    @Override
    public String toString() {
        return "s3://" + bucket + (prefix.isEmpty() ? "" : "/" + prefix.substring(0, prefix.length() - 1));
    }
}
