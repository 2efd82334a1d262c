package io.runfolio;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.runfolio.json.CollidingFieldNames;
import io.runfolio.json.RecordMapper;
import io.runfolio.run.RunArtifact;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Field names with colliding hashes cost about as much as any other names. */
@Tag("slow")
class HostileNamesTest {
    @Test
    void mappers_are_built_in_one_place_only() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.runfolio.json")
                .should()
                .callConstructor(ObjectMapper.class)
                .orShould()
                .callConstructor(JsonMapper.class)
                .orShould()
                .callMethod(JsonMapper.class, "builder")
                .orShould()
                .callMethod(JsonMapper.class, "builder", JsonFactory.class)
                .orShould()
                .callConstructor(JsonFactory.class)
                .orShould()
                .callMethod(JsonFactory.class, "builder")
                .check(new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("io.runfolio"));
    }

    @Test
    void cpu_time_grows_with_the_number_of_colliding_names_not_with_its_square() {
        for (IntFunction<List<String>> names :
                List.<IntFunction<List<String>>>of(CollidingFieldNames::of31, CollidingFieldNames::of33)) {
            cpu(names.apply(3_000));
            long few = Math.min(cpu(names.apply(3_000)), cpu(names.apply(3_000)));
            long many = cpu(names.apply(60_000));
            // 20 times the names; a quadratic cost would be 400 times the time
            assertThat(many).isLessThan(100 * Math.max(few, 2_000_000));
        }
    }

    private static long cpu(List<String> names) {
        byte[] record = ("{\"run_id\":\"r\",\"options\":" + CollidingFieldNames.object(names) + "}")
                .getBytes(StandardCharsets.UTF_8);
        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        RunArtifact run = RecordMapper.read(record, RunArtifact.class);
        RecordMapper.document(run);
        assertThat(run.options()).hasSize(names.size());
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
    }
}
