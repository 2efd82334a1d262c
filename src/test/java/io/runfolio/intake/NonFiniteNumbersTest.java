package io.runfolio.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.runfolio.settings.RunfolioSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests numbers that Python writes and JSON has not. They are kept as text, with a warning that names their fields. */
class NonFiniteNumbersTest {
    @TempDir
    Path root;

    @Test
    void non_finite_numbers_are_kept_as_text_with_a_warning() {
        RunEvent event =
                read("{\"status\":\"s\",\"model_key\":\"m\",\"options\":{\"cfg\":NaN,\"list\":[1,Infinity,-Infinity],"
                        + "\"large\":1e400,\"fine\":1e308,\"small\":1e-400,\"text\":\"NaN\"},\"submit_response\":NaN}");

        assertThat(event.request().options())
                .containsEntry("cfg", "NaN")
                .containsEntry("list", List.of(1, "Infinity", "-Infinity"))
                .containsEntry("large", "1E+400");
        assertThat(event.request().options().get("fine")).isInstanceOf(Number.class);
        assertThat(event.request().submitResponse()).isEqualTo("NaN");
        assertThat(event.request().warnings())
                .singleElement()
                .asString()
                .contains("`options.cfg` (NaN)", "`options.list[1]` (Infinity)", "`options.list[2]` (-Infinity)")
                .contains("`options.large`", "`submit_response` (NaN)")
                .doesNotContain("fine")
                .doesNotContain("small")
                .doesNotContain("text`");
        assertThat(read("{\"status\":\"s\",\"model_key\":\"m\",\"options\":{\"cfg\":7.5}}")
                        .request()
                        .warnings())
                .isEmpty();
    }

    @Test
    void in_a_cloud_event_the_path_begins_with_data() {
        assertThat(read("{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"runfolio.run.completed\","
                                + "\"data\":{\"status\":\"s\",\"model_key\":\"m\",\"options\":{\"cfg\":-Infinity}}}")
                        .request()
                        .warnings()
                        .toString())
                .contains("`data.options.cfg` (-Infinity)");
    }

    @Test
    void many_non_finite_numbers_give_one_short_warning_and_a_number_field_refuses_them() {
        RunEvent event =
                read("{\"status\":\"s\",\"model_key\":\"m\",\"request_payload\":[" + "NaN,".repeat(50_000) + "1]}");
        assertThat(event.request().warnings())
                .singleElement()
                .asString()
                .hasSizeLessThan(1_000)
                .contains("49990 more");
        RefusedEventException refused = catchThrowableOfType(
                RefusedEventException.class,
                () -> read("{\"status\":\"s\",\"model_key\":\"m\",\"job\":{\"inference_steps\":NaN}}"));
        assertThat(refused.field()).isEqualTo("job.inference_steps");
    }

    private RunEvent read(String json) {
        return new EventReader(RunfolioSettings.from(Map.of()).event(), new SourceRoots(List.of(root)))
                .read(json.getBytes(StandardCharsets.UTF_8));
    }
}
