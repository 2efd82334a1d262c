package io.runfolio.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.runfolio.Allocation;
import io.runfolio.CpuTime;
import io.runfolio.settings.EventSettings;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Events that mean harm are refused, with the field at fault, before they cost anything. */
class HostileEventTest {
    @TempDir
    Path folder;

    private Path root;
    private EventReader reader;

    @BeforeEach
    void open() throws IOException {
        root = Files.createDirectory(folder.resolve("root"));
        Files.writeString(folder.resolve("secret"), "secret");
        Files.createSymbolicLink(root.resolve("way-out"), folder.resolve("secret"));
        Files.createSymbolicLink(root.resolve("folder-out"), folder);
        reader = new EventReader(new EventSettings(1 << 20, 64, 20_000, 1_000), new SourceRoots(List.of(root)));
    }

    @ParameterizedTest
    @CsvSource({
        "../secret, outside_roots",
        "a/../../secret, outside_roots",
        "./../root/../secret, outside_roots",
        "/etc/passwd, outside_roots",
        "/proc/self/environ, outside_roots",
        "/proc/self/fd/0, outside_roots",
        "/dev/zero, outside_roots",
        "/dev/stdin, outside_roots",
        "//etc/passwd, outside_roots",
        "way-out, outside_roots",
        "folder-out/secret, outside_roots",
        "folder-out/not/there, outside_roots",
        "a\\u0000b, bad_value",
    })
    void a_path_outside_the_roots_is_refused_by_field(String path, String code) {
        for (String list : List.of("inputs", "outputs")) {
            RefusedEventException refused = refused("{\"status\":\"s\",\"model_key\":\"m\",\"" + list
                    + "\":[{\"kind\":\"image\",\"role\":\"o\",\"source_path\":\"" + path + "\"}]}");
            assertThat(refused.code()).isEqualTo(code);
            assertThat(refused.field()).isEqualTo(list + "[0].source_path");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"status\":\"s\",\"status\":\"t\",\"model_key\":\"m\"} | not_json | status",
                "{\"status\":\"s\",\"outputs\":[{},{\"role\":\"a\",\"role\":\"b\"}]} | not_json | outputs[1].role",
                "{\"status\":\"s\",\"model_key\":tru} | not_json | model_key",
                "{\"status\":\"s\",\"options\":{\"a\":1e99999999999}} | too_complex | ''",
                "{\"status\":\"s\",\"model_key\":\"m\"} {} | not_json | ''",
                "[] | wrong_type | ''",
                "{\"status\":[\"s\"],\"model_key\":\"m\"} | wrong_type | status",
                "{\"status\":\"s\",\"model_key\":{}} | wrong_type | model_key",
                "{\"status\":\"s\",\"model_key\":\"m\",\"created_at\":\"0000-01-01T00:00:00Z\"} | bad_value"
                        + " | created_at",
                "{\"status\":\"s\",\"model_key\":\"m\",\"created_at\":\"+10000-01-01T00:00:00Z\"} | bad_value"
                        + " | created_at",
                "{\"status\":\"s\",\"model_key\":\"m\",\"created_at\":\"-0001-01-01T00:00:00Z\"} | bad_value"
                        + " | created_at",
                "{\"status\":\"s\",\"model_key\":\"m\",\"created_at\":\"9999-12-31T23:59:59-18:00\"} | bad_value"
                        + " | created_at",
                "{\"status\":\"s\",\"model_key\":\"m\",\"created_at\":\"1970-01-01T00:00:00+18:00\"} | bad_value"
                        + " | created_at",
            })
    void an_invalid_event_is_refused_by_field(String json, String code, String field) {
        RefusedEventException refused = refused(json);
        assertThat(refused.code()).isEqualTo(code);
        assertThat(refused.field()).isEqualTo(field);
    }

    @Test
    void a_million_outputs_are_too_many() {
        EventReader generous =
                new EventReader(new EventSettings(1 << 30, 64, 10_000_000, 1_000), new SourceRoots(List.of(root)));
        StringBuilder json = new StringBuilder("{\"status\":\"s\",\"model_key\":\"m\",\"outputs\":[");
        for (int i = 0; i < 1_000_000; i++) {
            json.append(i == 0 ? "" : ",").append("{}");
        }
        byte[] event = json.append("]}").toString().getBytes(StandardCharsets.UTF_8);
        RefusedEventException refused = catchThrowableOfType(RefusedEventException.class, () -> generous.read(event));
        assertThat(refused.code()).isEqualTo("too_many_assets");
        assertThat(refused.field()).isEqualTo("outputs");
    }

    /** The time and the heap are what is promised; the file is a hole, so that the disk does not count. */
    @Test
    void a_hundred_megabytes_are_refused_unread_at_once() throws IOException {
        Path event = folder.resolve("huge.json");
        try (RandomAccessFile file = new RandomAccessFile(event.toFile(), "rw")) {
            file.setLength(100 << 20);
        }
        Allocation.within(1 << 20, () -> assertThat(refusedFile(event).code()).isEqualTo("too_large"));
        CpuTime.within(Duration.ofMillis(200), () -> refusedFile(event));
    }

    @Test
    void a_million_outputs_exceed_the_size_limit_and_are_refused_without_being_read() throws IOException {
        Path event = Files.writeString(
                folder.resolve("many.json"),
                "{\"status\":\"s\",\"model_key\":\"m\",\"outputs\":[" + "{},".repeat(999_999) + "{}]}");
        Allocation.within(1 << 20, () -> assertThat(refusedFile(event).code()).isEqualTo("too_large"));
        CpuTime.within(Duration.ofMillis(200), () -> refusedFile(event));
    }

    @Test
    void paths_of_four_kilobytes_and_names_of_any_characters_are_refused_without_a_crash() {
        String long4k = "a".repeat(4096);
        for (String name : List.of(long4k, "\\u202egnp.exe", "a\\nb", "\\u001b[31m", "a/" + "b/".repeat(2000) + "c")) {
            RunEvent event = reader.read(
                    ("{\"status\":\"s\",\"model_key\":\"m\",\"outputs\":[{\"kind\":\"image\",\"role\":\"o\","
                                    + "\"source_path\":\"" + name + "\",\"original_filename\":\"" + name + "\"}]}")
                            .getBytes(StandardCharsets.UTF_8));
            assertThat(event.request().outputs()).hasSize(1);
        }
    }

    @Test
    void the_path_of_an_error_is_short_and_printable() {
        String name = "\\u001b[31m\\u202e" + "x".repeat(900);
        RefusedEventException refused = refused("{\"" + name + "\":tru}");
        assertThat(refused.field()).startsWith("?[31m?xxx").hasSizeLessThan(210);
    }

    @Test
    void a_hundred_thousand_levels_are_refused_at_the_limit() {
        byte[] event = ("{\"status\":\"s\",\"model_key\":\"m\",\"options\":" + "{\"a\":".repeat(100_000) + "1"
                        + "}".repeat(100_000) + "}")
                .getBytes(StandardCharsets.UTF_8);
        assertThat(event.length).isLessThan(1 << 20);
        Allocation.within(16 << 20, () -> {
            RefusedEventException refused = catchThrowableOfType(RefusedEventException.class, () -> reader.read(event));
            assertThat(refused.code()).isEqualTo("too_complex");
            assertThat(refused.field()).startsWith("options.a.a.a");
        });
    }

    @Test
    void a_byte_order_mark_is_ignored_and_other_encodings_are_refused() {
        String json = "{\"status\":\"s\",\"model_key\":\"m\"}";
        assertThat(reader.read(("\uFEFF" + json).getBytes(StandardCharsets.UTF_8))
                        .request()
                        .modelKey())
                .isEqualTo("m");
        assertThat(List.of(StandardCharsets.UTF_16, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE))
                .allSatisfy(charset -> assertThat(catchThrowableOfType(
                                        RefusedEventException.class, () -> reader.read(json.getBytes(charset)))
                                .code())
                        .isIn("not_utf8", "not_json"));
    }

    @Test
    void an_event_file_that_is_a_link_or_a_pipe_is_not_read() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link.json"), folder.resolve("secret"));
        assertThat(refusedFile(link)).satisfies(refused -> {
            assertThat(refused.code()).isEqualTo("not_a_file");
            assertThat(refused.getMessage()).doesNotContain("secret");
        });
        Path zero = Files.createSymbolicLink(folder.resolve("zero.json"), Path.of("/dev/zero"));
        assertThat(refusedFile(zero).code()).isEqualTo("not_a_file");
        Path pipe = folder.resolve("pipe.json");
        if (new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0) {
            assertThat(refusedFile(pipe).code()).isEqualTo("not_a_file");
        }
    }

    private RefusedEventException refused(String json) {
        return catchThrowableOfType(
                RefusedEventException.class, () -> reader.read(json.getBytes(StandardCharsets.UTF_8)));
    }

    private RefusedEventException refusedFile(Path file) {
        return catchThrowableOfType(RefusedEventException.class, () -> reader.read(file));
    }
}
