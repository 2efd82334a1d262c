package io.runfolio.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds violations of the language rules of CONTRIBUTING.md in Java sources and documents. */
final class LanguageRules {
    static final int MAX_LINE = 120;
    static final int MAX_FIRST_SENTENCE = 100;
    static final int MAX_TEST_NAME = 80;

    private static final Pattern BLOCK_COMMENT = Pattern.compile("(?s)/\\*.*?\\*/");
    private static final Pattern JAVADOC = Pattern.compile("(?s)/\\*\\*(?!/)(.*?)\\*/");
    private static final Pattern COMMENT_OR_TEXT = Pattern.compile(
            "(?s)/\\*.*?\\*/|//[^\\n]*" + "|\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*\"|'(?:\\\\.|[^'\\\\])+'");
    private static final Pattern INLINE_TAG = Pattern.compile("\\{@\\w+\\s+([^{}]*)\\}");
    private static final Pattern LINK_LABEL = Pattern.compile("\\S+\\s+(.+)");
    private static final Pattern QUESTION_WORD =
            Pattern.compile("(?:What|How|Who|Whose|Whom|Whether|If|Why|Where|When|Which|That)\\b.*", Pattern.DOTALL);
    private static final Pattern BANNED = Pattern.compile(
            "\\b(?:"
                    + String.join(
                            "|",
                            read(Path.of("src/test/resources/language/banned-words.txt"))
                                    .split("\\n")) + ")\\b",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern COY_LIMIT = Pattern.compile("static final \\S+ ((?:[A-Z0-9_]+_)?"
            + "(?:LONGEST|SHORTEST|MOST|LEAST|LARGEST|SMALLEST|HIGHEST|LOWEST)(?:_[A-Z0-9_]+)?)\\b");
    private static final Pattern TEST_METHOD = Pattern.compile("\\bvoid ([a-z0-9]+(?:_\\w+)+)\\(");

    private LanguageRules() {}

    /** Returns the sources of the core and of all extensions, those of {@code main} or {@code test}. */
    static List<Path> javaSources(String kind) {
        return Stream.concat(Stream.of(Path.of("")), extensions())
                .map(module -> module.resolve("src").resolve(kind).resolve("java"))
                .filter(Files::isDirectory)
                .flatMap(folder -> files(folder, Integer.MAX_VALUE, ".java").stream())
                .toList();
    }

    private static Stream<Path> extensions() {
        try (Stream<Path> modules = Files.list(Path.of("extensions"))) {
            return modules.sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Path> documents() {
        return Stream.of(
                        files(Path.of(""), 1, ".md"),
                        files(Path.of("docs"), Integer.MAX_VALUE, ".md"),
                        files(Path.of("bench"), 1, ".md"),
                        files(Path.of(".github"), Integer.MAX_VALUE, ".md"))
                .flatMap(List::stream)
                .toList();
    }

    private static List<Path> files(Path folder, int depth, String suffix) {
        try (Stream<Path> files = Files.walk(folder, depth)) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns Javadoc that starts with a question word or "If" instead of a verb or a noun. */
    static List<String> javadocOpenings(Path source) {
        return firstSentences(
                source, sentence -> QUESTION_WORD.matcher(sentence).matches());
    }

    static List<String> longFirstSentences(Path source) {
        return firstSentences(source, sentence -> sentence.length() > MAX_FIRST_SENTENCE);
    }

    private static List<String> firstSentences(Path source, Predicate<String> isWrong) {
        String text = read(source);
        return JAVADOC.matcher(text)
                .results()
                .filter(comment -> isWrong.test(firstSentence(comment.group(1))))
                .map(comment -> place(source, text, comment.start()) + firstSentence(comment.group(1)))
                .toList();
    }

    /** Returns the first sentence of a Javadoc comment's body as readers see it, without markup. */
    static String firstSentence(String body) {
        String text = body.replaceAll("(?m)^\\s*\\*", "");
        text = INLINE_TAG.matcher(text).replaceAll(tag -> Matcher.quoteReplacement(label(tag)));
        text = text.split("(?m)^\\s*@\\w+|<(?:p|ul|ol|pre|table)>", 2)[0];
        text = text.replaceAll("<[^>]+>", "").replaceAll("\\s+", " ").trim();
        int end = text.indexOf(". ");
        return end < 0 ? text : text.substring(0, end + 1);
    }

    private static String label(MatchResult tag) {
        String content = tag.group(1).trim();
        boolean isLink = tag.group().startsWith("{@link");
        Matcher labelled = LINK_LABEL.matcher(content);
        return isLink && labelled.matches() ? labelled.group(1) : content;
    }

    static List<String> longLines(Path file) {
        boolean isDocument = file.toString().endsWith(".md");
        List<String> found = new ArrayList<>();
        int number = 0;
        for (String line : read(file).split("\\n", -1)) {
            number++;
            boolean isTable = isDocument && line.startsWith("|");
            if (!isTable && line.codePointCount(0, line.length()) > MAX_LINE) {
                found.add(file + ":" + number + ": " + line.length() + " columns");
            }
        }
        return found;
    }

    /** Returns banned words in the comments and texts of a Java source, or anywhere in a document. */
    static List<String> bannedWords(Path file) {
        String text = read(file);
        if (!file.toString().endsWith(".java")) {
            return bannedWords(file, text, 0, text);
        }
        return COMMENT_OR_TEXT
                .matcher(text)
                .results()
                .flatMap(prose -> bannedWords(file, text, prose.start(), prose.group()).stream())
                .toList();
    }

    private static List<String> bannedWords(Path file, String text, int start, String prose) {
        return BANNED.matcher(prose)
                .results()
                .map(word -> place(file, text, start + word.start()) + word.group())
                .toList();
    }

    /** Returns limits that are not named MAX or MIN. */
    static List<String> coyLimits(Path source) {
        String text = read(source);
        String code = BLOCK_COMMENT.matcher(text).replaceAll(comment -> comment.group()
                .replaceAll("[^\\n]", " "));
        return COY_LIMIT
                .matcher(code)
                .results()
                .map(limit -> place(source, text, limit.start()) + limit.group(1))
                .toList();
    }

    static List<String> longTestNames(Path source) {
        String text = read(source);
        return TEST_METHOD
                .matcher(text)
                .results()
                .filter(method -> method.group(1).length() > MAX_TEST_NAME)
                .map(method -> place(source, text, method.start()) + method.group(1))
                .toList();
    }

    private static String place(Path file, String text, int offset) {
        long line = text.substring(0, offset).lines().count() + (offset > 0 && text.charAt(offset - 1) == '\n' ? 1 : 0);
        return file + ":" + Math.max(1, line) + ": ";
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
