package io.runfolio.artifact;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Word difference of two prompts by longest common subsequence. Case and punctuation around words are ignored.
 *
 * @param added words that only the second prompt has, in its order
 * @param removed words that only the first prompt has, in its order
 */
public record PromptDiff(List<String> added, List<String> removed) {
    private static final Pattern SPACE = Pattern.compile("[\\s\\p{Z}]+");
    private static final String PUNCTUATION = ",.;:!?";
    /** Of longer prompts, the words behind it are not compared; it bounds the table to 16 million cells. */
    private static final int MAX_WORDS = 4000;

    public PromptDiff {
        added = List.copyOf(added);
        removed = List.copyOf(removed);
    }

    /** Returns what makes the second prompt out of the first. */
    static PromptDiff between(String first, String second) {
        List<String> before = words(first);
        List<String> after = words(second);
        short[][] common = common(before, after);
        List<String> added = new ArrayList<>();
        List<String> removed = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < before.size() && j < after.size()) {
            if (before.get(i).equalsIgnoreCase(after.get(j))) {
                i++;
                j++;
            } else if (common[i + 1][j] >= common[i][j + 1]) {
                removed.add(before.get(i++));
            } else {
                added.add(after.get(j++));
            }
        }
        removed.addAll(before.subList(i, before.size()));
        added.addAll(after.subList(j, after.size()));
        return new PromptDiff(added, removed);
    }

    /** Returns the length of the longest common subsequence of the words from each pair of places on. */
    private static short[][] common(List<String> before, List<String> after) {
        short[][] common = new short[before.size() + 1][after.size() + 1];
        for (int i = before.size() - 1; i >= 0; i--) {
            for (int j = after.size() - 1; j >= 0; j--) {
                common[i][j] = before.get(i).equalsIgnoreCase(after.get(j))
                        ? (short) (common[i + 1][j + 1] + 1)
                        : (short) Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        return common;
    }

    /** By hand: an expression for signs at the end would try each run of signs from each of its characters. */
    private static String withoutSigns(String word) {
        int start = 0;
        int end = word.length();
        while (start < end && PUNCTUATION.indexOf(word.charAt(start)) >= 0) {
            start++;
        }
        while (end > start && PUNCTUATION.indexOf(word.charAt(end - 1)) >= 0) {
            end--;
        }
        return word.substring(start, end);
    }

    private static List<String> words(String prompt) {
        return Arrays.stream(SPACE.split(prompt))
                .map(PromptDiff::withoutSigns)
                .filter(word -> !word.isEmpty())
                .limit(MAX_WORDS)
                .toList();
    }
}
