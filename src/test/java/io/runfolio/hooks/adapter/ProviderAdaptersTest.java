package io.runfolio.hooks.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runfolio.json.SecretMask;
import io.runfolio.settings.RunfolioSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProviderAdaptersTest {
    private static final String GOOD =
            """
            description: Studio results
            task-id: $.job
            status:
              - when: $.state
                map: {done: succeeded, broken: failed}
            outputs:
              - each: "$.files[*]"
                url: "@.href"
            links-live: 6h
            """;

    @TempDir
    Path folder;

    private ProviderAdapters adapters;

    @BeforeEach
    void open() {
        adapters = new ProviderAdapters(folder, RunfolioSettings.from(Map.of()).event(), SecretMask.standard());
    }

    private String status(String name, String payload) {
        return (String) adapters.find(name)
                .orElseThrow()
                .adapt(payload.getBytes(StandardCharsets.UTF_8), AdapterContext.at(Instant.EPOCH))
                .request()
                .get("status");
    }

    @Test
    void a_new_file_is_an_adapter_without_a_restart() throws IOException {
        assertThat(adapters.find("studio")).isEmpty();

        Files.writeString(folder.resolve("studio.yaml"), GOOD);

        assertThat(status("studio", "{\"job\":\"1\",\"state\":\"done\",\"files\":[]}"))
                .isEqualTo("succeeded");
    }

    @Test
    void a_broken_edit_keeps_the_last_good_adapter_and_is_reported() throws IOException {
        Files.writeString(folder.resolve("studio.yaml"), GOOD);
        assertThat(adapters.find("studio")).isPresent();

        Files.writeString(folder.resolve("studio.yaml"), GOOD.replace("$.state", "$.state["));

        assertThat(status("studio", "{\"state\":\"done\"}")).isEqualTo("succeeded");
        assertThat(adapters.problems()).singleElement().asString().contains("studio.yaml", "status[0].when");

        Files.writeString(folder.resolve("studio.yaml"), GOOD.replace("done: succeeded", "finished: succeeded"));

        assertThat(adapters.problems()).isEmpty();
        assertThat(status("studio", "{\"state\":\"finished\"}")).isEqualTo("succeeded");
    }

    @Test
    void a_file_overrides_the_shipped_adapter_of_its_name_until_it_is_removed() throws IOException {
        Files.writeString(folder.resolve("fal.yaml"), GOOD);
        assertThat(adapters.find("fal").orElseThrow().description()).isEqualTo("Studio results");

        Files.delete(folder.resolve("fal.yaml"));

        assertThat(adapters.find("fal").orElseThrow().origin()).isEqualTo("shipped");
    }

    @Test
    void steps_and_cost_are_mapped_and_values_of_another_type_are_left_out() throws IOException {
        Files.writeString(
                folder.resolve("studio.yaml"),
                GOOD
                        + """
                        steps:
                          each: "$.log[*]"
                          name: "@.step"
                          state: {value: "@.ok", map: {"true": completed, "false": failed}}
                          started: "@.from"
                          duration-seconds: {value: "@.ms", divide: 1000}
                        cost: {amount: $.price, currency: EUR}
                        """);
        Map<String, Object> request = adapters.find("studio")
                .orElseThrow()
                .adapt(
                        """
                        {"job": "1", "state": "done", "files": [], "price": "0.04", "log": [
                          {"step": "upscale", "ok": true, "from": 1774526400, "ms": 1500},
                          {"step": ["mask"], "ok": false, "from": "then", "ms": {"a": 1}}, 7]}
                        """
                                .getBytes(StandardCharsets.UTF_8),
                        AdapterContext.at(Instant.EPOCH))
                .request();

        assertThat(request.get("steps"))
                .hasToString("[{name=upscale, state=completed, started_at=2026-03-26T12:00:00Z, duration_seconds=1.5},"
                        + " {state=failed}]");
        assertThat(request.get("cost")).hasToString("{amount=0.04, currency=EUR}");
        assertThat(request.get("warnings").toString())
                .contains("steps.name must be a text and is a list")
                .contains("steps.started must be a time")
                .contains("steps.duration-seconds must be a number and is an object");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "description: Studio results | description: '' | description",
                "$.state | $.state[?(@.a =~ /x/)] | status[0].when",
                "$.state | $..a..b | status[0].when",
                "$.state | $.a.length() | status[0].when",
                "done: succeeded | done: finished | status[0].map.done",
                "$.files[*] | $.files[?(@.a == $.b)] | outputs[0].each",
                "links-live: 6h | links-live: six hours | links-live",
                "links-live: 6h | link-live: 6h | link-live",
                "url: | address: | outputs[0].url",
                "@.href | {secret}/a | outputs[0].url",
                "task-id: $.job | task-id: {value: $.a, divide: 0} | task-id.divide",
            })
    void a_mistake_is_reported_with_file_and_field(String from, String to, String field) {
        byte[] yaml = GOOD.replace(from, to).getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> AdapterFileReader.read("studio.yaml", yaml))
                .isInstanceOf(AdapterFileException.class)
                .hasMessageStartingWith("studio.yaml: ")
                .hasMessageContaining(field);
    }

    @ParameterizedTest
    @CsvSource({
        "'a: &x [1]\nb: *x', is not YAML",
        "'description: a\ndescription: b', is not YAML",
        "'- 1', must be a YAML mapping",
        "'!!java.net.URL [\"http://127.0.0.1/\"]', is not YAML",
        "'a: [', is not YAML",
        "'', must be a YAML mapping",
    })
    void yaml_of_another_form_is_refused(String yaml, String reason) {
        assertThatThrownBy(() -> AdapterFileReader.read("studio.yaml", yaml.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(AdapterFileException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void a_garbled_file_is_an_adapter_or_is_refused_with_its_name() {
        Random random = new Random(20260326);
        for (String name : ShippedAdapters.names()) {
            String yaml = new String(ShippedAdapters.read(name).orElseThrow(), StandardCharsets.UTF_8);
            for (int i = 0; i < 30; i++) {
                StringBuilder garbled = new StringBuilder(yaml);
                for (int change = 0; change < 3; change++) {
                    int at = random.nextInt(garbled.length());
                    garbled.replace(at, at + random.nextInt(3), "[]{}:'\"@$*&!\n\t-#".charAt(random.nextInt(16)) + "");
                }
                try {
                    AdapterFileReader.read("x.yaml", garbled.toString().getBytes(StandardCharsets.UTF_8));
                } catch (AdapterFileException e) {
                    assertThat(e).hasMessageStartingWith("x.yaml: ");
                }
            }
        }
    }
}
