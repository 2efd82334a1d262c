package io.runfolio.flow.sqs;

import java.util.Locale;

/**
 * Change of an object, as a notification of its bucket says.
 *
 * @param name name of the change, such as {@code ObjectCreated:Put}
 * @param bucket name of the bucket
 * @param key key of the object, decoded
 * @param sequencer hexadecimal number that grows with each change of the object; empty if the server sends none
 */
record ObjectChange(String name, String bucket, String key, String sequencer) {
    boolean isCreation() {
        return name.startsWith("ObjectCreated:");
    }

    /**
     * Returns whether the number of a change is that of a handled one, or smaller. Numbers of different lengths are
     * compared after padding the shorter one with zeros: the documentation of AWS said on its left, and says on its
     * right. Where the two differ, the change counts as new: an old one makes a duplicate, but a new one would be lost.
     */
    static boolean isOld(String sequencer, String handled) {
        String one = sequencer.toLowerCase(Locale.ROOT);
        String other = handled.toLowerCase(Locale.ROOT);
        String paddingOfOne = zeros(other.length() - one.length());
        String paddingOfOther = zeros(one.length() - other.length());
        return (paddingOfOne + one).compareTo(paddingOfOther + other) <= 0
                && (one + paddingOfOne).compareTo(other + paddingOfOther) <= 0;
    }

    private static String zeros(int count) {
        return "0".repeat(Math.max(0, count));
    }

    @Override
    public String toString() {
        return "s3://" + bucket + "/" + key;
    }
}
