package io.runfolio.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A document that says what holds a promise names tests that there are. */
class NamedTestsTest {
    private static final Pattern TEST = Pattern.compile("`([A-Z][A-Za-z0-9]*(?:Test|IT|Contract))\\b");
    private static final Path SOURCES = Path.of("src/test/java");
    private static final Path EXTENSIONS = Path.of("extensions");
    private static final String TESTS = "/src/test/java/";

    @Test
    void every_test_that_a_document_names_is_there() throws IOException {
        Set<String> named = new TreeSet<>();
        for (Path document : documents()) {
            TEST.matcher(Files.readString(document)).results().forEach(match -> named.add(match.group(1)));
        }

        assertThat(named).hasSizeGreaterThan(50);
        assertThat(there()).containsAll(named);
    }

    private static Set<Path> documents() throws IOException {
        try (Stream<Path> docs = Files.list(Path.of("docs"));
                Stream<Path> top = Files.list(Path.of(""))) {
            return Stream.concat(docs, top)
                    .filter(path -> path.toString().endsWith(".md"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static Set<String> there() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES);
                Stream<Path> extensions = Files.walk(EXTENSIONS)) {
            return Stream.concat(
                            files, extensions.filter(file -> file.toString().contains(TESTS)))
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".java"))
                    .map(name -> name.substring(0, name.length() - ".java".length()))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
