package io.runfolio;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Every regular expression of the program takes time in proportion to the text. What is counted is how often it looks
 * at a character, so that no clock decides.
 */
@Tag("slow")
class LinearPatternsTest {
    private static final int SHORT = 60;
    private static final int LONG = 3_000;
    /** Limit that quadratic patterns exceed at the long length, and bounded repetitions do not. */
    private static final int MAX_LOOKS_A_CHARACTER = 700;
    /** Marks an expression that is only asked whether it matches a whole text; it means nothing else here. */
    private static final int WHOLE = Pattern.UNIX_LINES;

    private static final String SIGNS = "a0 .,:;-_=/\\\"'<>(){}[]@\n\t";
    private static final Pattern INLINE =
            Pattern.compile("\\.(replaceAll|replaceFirst|matches|split)\\(\\s*\"((?:[^\"\\\\]|\\\\.)*+)\"");
    private static final Pattern WORDS = Pattern.compile("[A-Za-z0-9<]{2,}+[ :=<>(]{0,3}+[a-z]{0,8}+ ?+");

    /** A text that counts how often it is looked at. */
    private static final class Watched implements CharSequence {
        private final String text;
        private final long most;
        private long looks;

        private Watched(String text, long most) {
            this.text = text;
            this.most = most;
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            if (++looks > most) {
                throw new TooMany();
            }
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }
    }

    private static final class TooMany extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void no_regular_expression_takes_more_than_time_in_proportion_to_the_text() throws Exception {
        Map<String, String> slow = new LinkedHashMap<>();
        Map<String, Pattern> patterns = patterns();
        assertThat(patterns).hasSizeGreaterThan(80);
        patterns.forEach((where, pattern) -> {
            for (String[] part : texts(pattern)) {
                if (!slow.containsKey(where)
                        && looks(pattern, text(part, 4 * SHORT)) > 8L * looks(pattern, text(part, SHORT)) + 200
                        && looks(pattern, text(part, LONG)) == Long.MAX_VALUE) {
                    slow.put(where, pattern + " on " + part[0] + " then many " + part[1] + " then " + part[2]);
                }
            }
        });
        assertThat(String.join("\n", slow.values())).isEmpty();
    }

    private static String text(String[] part, int length) {
        return part[0] + part[1].repeat(Math.max(1, length / part[1].length())) + part[2];
    }

    /** Beginnings, what is repeated, and ends that spoil what seemed to fit. */
    private static List<String[]> texts(Pattern pattern) {
        Set<String> words = new LinkedHashSet<>();
        Matcher matcher = WORDS.matcher(pattern.pattern().replaceAll("\\\\[sSdDwWRbzZ]|\\\\", ""));
        while (matcher.find() && words.size() < 4) {
            words.add(matcher.group());
        }
        Set<String> repeated = new LinkedHashSet<>(words);
        SIGNS.chars().forEach(sign -> repeated.add(String.valueOf((char) sign)));
        repeated.addAll(List.of("a ", "a.", "a,", "a: ", "a=", "{a", "[a", "<a>", "\"a", "\\\"", " \n", "-\"", "=\""));
        Set<String> begins = new LinkedHashSet<>(words);
        begins.addAll(List.of("", "\"", "{", "bytes="));
        List<String[]> texts = new ArrayList<>();
        for (String begin : begins) {
            for (String one : repeated) {
                texts.add(new String[] {begin, one, "\0"});
            }
        }
        return texts;
    }

    /** Finds all, and matches the whole. */
    private static long looks(Pattern pattern, String text) {
        Watched watched = new Watched(text, (long) MAX_LOOKS_A_CHARACTER * text.length());
        try {
            Matcher matcher = pattern.matcher(watched);
            while ((pattern.flags() & WHOLE) == 0 && matcher.find()) {
                // goes on to the end
            }
            pattern.matcher(watched).matches();
            return watched.looks;
        } catch (TooMany | StackOverflowError e) {
            return Long.MAX_VALUE;
        }
    }

    /** Returns the constants of all classes, and the patterns in calls of string methods. */
    private static Map<String, Pattern> patterns() throws Exception {
        Map<String, Pattern> patterns = new LinkedHashMap<>();
        for (JavaClass each : new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.runfolio")) {
            for (JavaField one : each.getFields()) {
                if (one.getRawType().getName().equals(Pattern.class.getName())) {
                    Field field = one.reflect();
                    if (Modifier.isStatic(field.getModifiers())) {
                        field.setAccessible(true);
                        patterns.put(one.getFullName(), (Pattern) field.get(null));
                    }
                }
            }
        }
        try (Stream<Path> files = Files.walk(Path.of("src", "main", "java"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                Matcher calls = INLINE.matcher(source(file));
                while (calls.find()) {
                    boolean whole = calls.group(1).equals("matches");
                    compiled(calls.group(2).translateEscapes(), whole ? WHOLE : 0)
                            .ifPresent(pattern -> patterns.put(file.getFileName() + " " + pattern, pattern));
                }
            }
        }
        return patterns;
    }

    /** Some methods of ours are called like those of texts. */
    private static Optional<Pattern> compiled(String expression, int flags) {
        try {
            return Optional.of(Pattern.compile(expression, flags));
        } catch (PatternSyntaxException e) {
            return Optional.empty();
        }
    }

    private static String source(Path file) throws IOException {
        return Files.readString(file);
    }
}
