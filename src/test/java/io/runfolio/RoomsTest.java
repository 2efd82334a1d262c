package io.runfolio;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each room knows only the neighbours that the architecture gives it. */
class RoomsTest {
    private static final Set<String> ROOMS_WITH_CHAMBERS =
            Set.of("io.runfolio.media.image", "io.runfolio.media.video", "io.runfolio.artifact", "io.runfolio.flow");

    private static JavaClasses ours;

    @BeforeAll
    static void read() {
        ours = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.runfolio");
    }

    @ParameterizedTest
    @CsvSource({
        "run, ''",
        "settings, ''",
        "intake, run settings",
        "bundle, run settings",
        "media, run settings",
        "media.child, run",
        "media.generation, ''",
        "media.image, run settings media media.child media.generation",
        "media.video, run settings media media.child media.generation",
        "index, run bundle settings",
        "artifact, run settings bundle index",
        "catalog, run settings bundle index artifact",
        "workflow, run settings index",
        "api, run settings intake bundle index artifact catalog workflow",
        "flow, run settings intake bundle media media.child media.image media.video index artifact catalog workflow api",
    })
    void a_room_imports_its_neighbours_only(String room, String neighbours) {
        Set<String> allowed = Arrays.stream(
                        (room + " files json " + neighbours).trim().split(" +"))
                .map(name -> "io.runfolio." + name)
                .collect(Collectors.toSet());
        classes()
                .that(liveIn(room))
                .should()
                .onlyDependOnClassesThat(elsewhereOrIn(allowed))
                .check(ours);
    }

    @Test
    void only_the_root_the_commands_and_the_flow_know_camel() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.runfolio", "io.runfolio.cli..", "io.runfolio.flow..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.camel..")
                .check(ours);
    }

    @Test
    void the_words_and_the_settings_need_no_library_but_annotations() {
        classes()
                .that()
                .resideInAnyPackage("io.runfolio.run..", "io.runfolio.settings..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "io.runfolio.files..",
                        "io.runfolio.run..",
                        "io.runfolio.settings..",
                        "com.fasterxml.jackson.annotation..")
                .check(ours);
    }

    private static DescribedPredicate<JavaClass> liveIn(String room) {
        return DescribedPredicate.describe(
                "live in " + room, type -> roomOf(type).equals("io.runfolio." + room));
    }

    private static DescribedPredicate<JavaClass> elsewhereOrIn(Set<String> allowed) {
        return DescribedPredicate.describe(
                "are not ours or live in " + allowed,
                type -> !type.getPackageName().startsWith("io.runfolio") || allowed.contains(roomOf(type)));
    }

    /** A room may have chambers of its own, such as the embedded engine's child: they are the room. */
    private static String roomOf(JavaClass type) {
        String name = type.getPackageName();
        return ROOMS_WITH_CHAMBERS.stream()
                .filter(room -> name.startsWith(room + "."))
                .findFirst()
                .orElse(name);
    }

    @Test
    void every_room_has_a_row_in_the_contributors_table() throws IOException {
        String table = Files.readString(Path.of("CONTRIBUTING.md"));
        try (Stream<Path> rooms = Files.list(Path.of("src/main/java/io/runfolio"))) {
            assertThat(rooms.filter(Files::isDirectory).map(room -> "| `" + room.getFileName() + "` |"))
                    .allMatch(table::contains);
        }
    }
}
