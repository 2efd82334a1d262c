package io.runfolio;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.runfolio.artifact.transfer.Adopter;
import io.runfolio.artifact.transfer.Importer;
import io.runfolio.bundle.BundleLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks the imports of each package against the architecture. */
class RoomsTest {
    private static final Set<String> PACKAGES_WITH_SUBPACKAGES = Set.of(
            "io.runfolio.run",
            "io.runfolio.files",
            "io.runfolio.bundle",
            "io.runfolio.media.image",
            "io.runfolio.media.video",
            "io.runfolio.artifact",
            "io.runfolio.catalog",
            "io.runfolio.coordination",
            "io.runfolio.api",
            "io.runfolio.settings",
            "io.runfolio.store",
            "io.runfolio.flow",
            "io.runfolio.hooks",
            "io.runfolio.replica",
            "io.runfolio.retention",
            "io.runfolio.work",
            "io.runfolio.workflow");

    private static JavaClasses ours;

    @BeforeAll
    static void read() {
        ours = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.runfolio");
    }

    @Test
    void no_package_has_more_than_thirty_files() throws IOException {
        Map<Path, Long> sizes;
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            sizes = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.endsWith("package-info.java"))
                    .collect(Collectors.groupingBy(Path::getParent, Collectors.counting()));
        }
        assertThat(sizes).isNotEmpty().allSatisfy((folder, files) -> assertThat(files)
                .as("files of %s", folder)
                .isLessThanOrEqualTo(30));
    }

    @ParameterizedTest
    @CsvSource({
        "files, ''",
        "json, ''",
        "run, ''",
        "settings, ''",
        "intake, run settings",
        "coordination, run settings intake",
        "bundle, run settings coordination store",
        "store, settings",
        "media, run settings",
        "media.child, run",
        "media.generation, ''",
        "media.image, run settings media media.child media.generation",
        "media.video, run settings media media.child media.generation media.image",
        "hooks, fetch run settings intake media.generation",
        "dedup, run settings coordination bundle store media.child",
        "index, run bundle settings coordination store",
        "artifact, run settings coordination bundle store index",
        "share, settings coordination bundle",
        "catalog, run settings bundle index artifact",
        "mirror, run settings coordination bundle store index",
        "replica, run settings coordination bundle store index",
        "retention, dedup run settings coordination bundle store index artifact catalog",
        "workflow, run settings intake coordination index",
        "fetch, run settings intake",
        "upload, run settings intake coordination",
        "submission, run settings intake coordination index",
        "announce, fetch run settings intake coordination store hooks bundle index artifact",
        "api, upload run settings intake hooks coordination bundle store index artifact catalog retention workflow"
                + " share submission",
        "work, dedup upload fetch run settings intake hooks coordination bundle store media media.child media.image"
                + " media.video index artifact catalog retention workflow submission",
        "flow, upload fetch run settings intake hooks coordination bundle media media.child media.image media.video"
                + " index artifact catalog retention workflow mirror replica api work submission",
        "http, run settings catalog api",
        "mcp, run settings api",
        "trace, run settings",
    })
    void a_package_imports_its_allowed_packages_only(String name, String allowedNames) {
        Set<String> allowed = Arrays.stream(
                        (name + " files json " + allowedNames).trim().split(" +"))
                .map(allowedName -> "io.runfolio." + allowedName)
                .collect(Collectors.toSet());
        classes()
                .that(areIn(name))
                .should()
                .onlyDependOnClassesThat(areForeignOrIn(allowed))
                .check(ours);
    }

    @Test
    void only_root_wiring_commands_flow_http_and_trace_import_camel() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "io.runfolio",
                        "io.runfolio.cli..",
                        "io.runfolio.flow..",
                        "io.runfolio.http..",
                        "io.runfolio.trace..",
                        "io.runfolio.wiring..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.camel..")
                .check(ours);
    }

    @Test
    void only_mcp_imports_the_mcp_sdk_so_that_it_can_be_left_out() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.runfolio.mcp")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.modelcontextprotocol..", "reactor..", "org.reactivestreams..")
                .check(ours);
    }

    @Test
    void only_the_coordination_opens_lock_files_and_event_files() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.runfolio.files..", "io.runfolio.coordination..")
                .should()
                .dependOnClassesThat(DescribedPredicate.describe("open locks or move events", type -> Set.of(
                                "ProcessLock", "AliveLock", "EventFileMoves", "ClaimFolder", "WorkerFolders")
                        .contains(type.getSimpleName())))
                .check(ours);
    }

    @Test
    void only_the_wiring_chooses_the_coordination() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.runfolio.wiring", "io.runfolio.coordination.folder")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.runfolio.coordination.folder")
                .check(ours);
    }

    @Test
    void run_and_settings_import_no_library_but_annotations() {
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

    @Test
    void files_imports_the_jdk_only() {
        classes()
                .that()
                .resideInAPackage("io.runfolio.files..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "io.runfolio.files..")
                .check(ours);
    }

    @Test
    void low_level_file_operations_are_called_in_files_only() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.runfolio.files..")
                .should()
                .accessTargetWhere(is(MessageDigest.class, "getInstance")
                        .or(is(Files.class, "move", "createTempDirectory", "createTempFile"))
                        .or(is(Path.class, "toRealPath"))
                        .or(is(SecureRandom.class, "<init>")))
                .check(ours);
    }

    @Test
    void only_the_bundle_store_lists_the_outputs_folder() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.runfolio.bundle..", "io.runfolio.store..")
                .and()
                .areNotAssignableFrom(Adopter.class) // finds bundles in any folder, also in this one
                .and()
                .areNotAssignableFrom(Importer.class) // checks the free space
                .should()
                .accessTargetWhere(is(BundleLayout.class, "outputs"))
                .check(ours);
    }

    private static DescribedPredicate<JavaAccess<?>> is(Class<?> owner, String... names) {
        return DescribedPredicate.describe(
                owner.getSimpleName() + " " + List.of(names),
                access -> access.getTargetOwner().isEquivalentTo(owner)
                        && List.of(names).contains(access.getTarget().getName()));
    }

    private static DescribedPredicate<JavaClass> areIn(String name) {
        return DescribedPredicate.describe(
                "are in " + name, type -> packageOf(type).equals("io.runfolio." + name));
    }

    private static DescribedPredicate<JavaClass> areForeignOrIn(Set<String> allowed) {
        return DescribedPredicate.describe(
                "are not ours or in " + allowed,
                type -> !type.getPackageName().startsWith("io.runfolio") || allowed.contains(packageOf(type)));
    }

    /** Returns the package of a class; subpackages of some packages count as the package. */
    private static String packageOf(JavaClass type) {
        String name = type.getPackageName();
        return PACKAGES_WITH_SUBPACKAGES.stream()
                .filter(parent -> name.startsWith(parent + "."))
                .findFirst()
                .orElse(name);
    }

    @Test
    void every_package_has_a_row_in_the_table_of_contributing() throws IOException {
        String table = Files.readString(Path.of("CONTRIBUTING.md"));
        try (Stream<Path> packages = Files.list(Path.of("src/main/java/io/runfolio"))) {
            assertThat(packages.filter(Files::isDirectory).map(folder -> "| `" + folder.getFileName() + "` |"))
                    .allMatch(table::contains);
        }
    }

    @Test
    void every_class_that_a_route_names_exists() throws IOException {
        Pattern name = Pattern.compile("io\\.runfolio(\\.[a-z0-9]+)*\\.[A-Z][A-Za-z0-9]*");
        try (Stream<Path> routes = Files.list(Path.of("routes"))) {
            for (Path route : routes.toList()) {
                assertThat(name.matcher(Files.readString(route)).results().map(MatchResult::group))
                        .as("%s", route)
                        .allMatch(type -> Files.exists(Path.of("src/main/java", type.replace('.', '/') + ".java")));
            }
        }
    }
}
