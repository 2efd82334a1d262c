package io.runfolio.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Compares the diagram of docs/architecture.md with the imports between packages. */
class ArchitectureDiagramTest {
    private static final String BASE = "io.runfolio";
    private static final String ROOT = "root";
    private static final Pattern ARROWS = Pattern.compile("(?m)^ +([\\w.]+) --> (.+)$");

    /** The public API names the class that wires it, which names all others. */
    private static final String WIRING = "wiring";

    private static Map<String, Set<String>> imports;
    private static Map<String, Set<String>> arrows;

    @BeforeAll
    static void read() throws IOException {
        imports = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages(BASE).stream()
                        .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                        .filter(dependency ->
                                dependency.getTargetClass().getPackageName().startsWith(BASE))
                        .filter(dependency -> !isWithinOnePackage(dependency))
                        .collect(Collectors.groupingBy(
                                dependency -> node(dependency.getOriginClass()),
                                TreeMap::new,
                                Collectors.mapping(
                                        dependency -> node(dependency.getTargetClass()),
                                        Collectors.toCollection(TreeSet::new))));
        imports.get(ROOT).remove(WIRING);
        arrows = ARROWS.matcher(Files.readString(Path.of("docs/architecture.md")))
                .results()
                .collect(Collectors.toMap(
                        arrow -> arrow.group(1),
                        arrow -> Set.of(arrow.group(2).split(" & ")),
                        (a, b) -> a,
                        TreeMap::new));
    }

    @Test
    void each_arrow_is_an_import() {
        arrows.forEach((from, targets) ->
                assertThat(imports.get(from)).as("imports of " + from).containsAll(targets));
    }

    @Test
    void each_import_follows_arrows() {
        imports.forEach((from, targets) -> assertThat(reachable(from))
                .as("packages that the diagram reaches from " + from)
                .containsAll(targets));
    }

    private static Set<String> reachable(String from) {
        Set<String> found = new TreeSet<>();
        Deque<String> next = new ArrayDeque<>(Set.of(from));
        while (!next.isEmpty()) {
            for (String target : arrows.getOrDefault(next.pop(), Set.of())) {
                if (found.add(target)) {
                    next.push(target);
                }
            }
        }
        return found;
    }

    private static boolean isWithinOnePackage(Dependency dependency) {
        return node(dependency.getOriginClass()).equals(node(dependency.getTargetClass()));
    }

    /** Returns the name of a package in the diagram: its first part, two parts below {@code media}. */
    private static String node(JavaClass type) {
        String name = type.getPackageName();
        if (name.equals(BASE)) {
            return ROOT;
        }
        String[] parts = name.substring(BASE.length() + 1).split("\\.");
        return parts[0].equals("media") && parts.length > 1 ? "media." + parts[1] : parts[0];
    }
}
