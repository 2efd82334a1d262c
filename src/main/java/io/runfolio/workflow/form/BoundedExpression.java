package io.runfolio.workflow.form;

import com.networknt.schema.regex.RegularExpression;
import java.util.regex.Pattern;

/**
 * Regular expression of a schema, with a bound. Without it a pattern can backtrack for hours over a short text.
 *
 * @param pattern the expression
 */
record BoundedExpression(Pattern pattern) implements RegularExpression {
    private static final int MAX_READS = 20_000_000;

    static BoundedExpression compile(String expression) {
        return new BoundedExpression(Pattern.compile(expression));
    }

    @Override
    public boolean matches(String value) {
        return pattern.matcher(new CountedText(value, new int[1])).find();
    }

    /** Text that counts the reads of its characters; parts of it share the counter. */
    private record CountedText(CharSequence text, int[] reads) implements CharSequence {
        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            if (++reads[0] > MAX_READS) {
                throw new IllegalStateException("a pattern of the schema takes too many steps for this text");
            }
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new CountedText(text.subSequence(start, end), reads);
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
