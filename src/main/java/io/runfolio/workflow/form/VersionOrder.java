package io.runfolio.workflow.form;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Natural order of versions. Digits count as numbers, so that 1.10 is after 1.9. */
public final class VersionOrder implements Comparator<String> {
    public static final VersionOrder INSTANCE = new VersionOrder();

    private static final Pattern PART = Pattern.compile("[0-9]+|[^0-9]+");

    private VersionOrder() {}

    @Override
    public int compare(String one, String other) {
        List<String> a = parts(one);
        List<String> b = parts(other);
        for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
            int order = compareParts(a.get(i), b.get(i));
            if (order != 0) {
                return order;
            }
        }
        return a.size() != b.size() ? Integer.compare(a.size(), b.size()) : one.compareTo(other);
    }

    private static int compareParts(String one, String other) {
        boolean areNumbers = isNumber(one) && isNumber(other);
        return areNumbers ? new BigInteger(one).compareTo(new BigInteger(other)) : one.compareTo(other);
    }

    private static boolean isNumber(String part) {
        return part.charAt(0) >= '0' && part.charAt(0) <= '9';
    }

    private static List<String> parts(String version) {
        List<String> parts = new ArrayList<>();
        Matcher part = PART.matcher(version);
        while (part.find()) {
            parts.add(part.group());
        }
        return parts;
    }
}
