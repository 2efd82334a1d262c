package io.runfolio.media.image;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Checks dependencies of the packages of pictures. A format is one package behind {@link ImageFormat}, and one
 * registration.
 */
class ImagePackagesTest {
    private static final String ROOT = "io.runfolio.media.image";

    private static final String[] FORMATS = Stream.of("png", "jpeg", "webp", "gif", "tiff", "bmp", "psd")
            .map(format -> ROOT + "." + format + "..")
            .toArray(String[]::new);

    private static JavaClasses ours;

    @BeforeAll
    static void read() {
        ours = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(ROOT);
    }

    @Test
    void packages_are_free_of_cycles() {
        slices().matching("io.runfolio.media.(**)").should().beFreeOfCycles().check(ours);
    }

    @Test
    void the_registry_alone_knows_the_packages_of_formats() {
        noClasses()
                .that()
                .resideInAPackage(ROOT)
                .and()
                .doNotHaveSimpleName("ImageFormats")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(FORMATS)
                .check(ours);
    }

    @Test
    void formats_do_not_know_each_other_except_jpeg_within_tiff() {
        for (String format : FORMATS) {
            String[] others = Arrays.stream(FORMATS)
                    .filter(other -> !other.equals(format) && !(format.endsWith("tiff..") && other.endsWith("jpeg..")))
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage(format)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(others)
                    .check(ours);
        }
    }
}
