package io.runfolio.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.runfolio.run.AssetSource;
import io.runfolio.run.EventOrigin;
import io.runfolio.settings.RunfolioSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AssetSourceReaderTest {
    private static final String SHA = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @TempDir
    Path root;

    @Test
    void a_url_without_a_path_is_the_source() {
        AssetSource source = read("'source_url': 'https://cdn.example/a.png?sig=1'");

        assertThat(source.sourcePath()).isEqualTo("https://cdn.example/a.png?sig=1");
        assertThat(source.sourceUrl()).isEqualTo("https://cdn.example/a.png?sig=1");
    }

    @Test
    void a_url_beside_a_path_stays_information() {
        AssetSource source = read("'source_path': 'a.png', 'source_url': 'https://cdn.example/a.png'");

        assertThat(source.sourcePath()).isEqualTo("a.png");
        assertThat(source.sourceUrl()).isEqualTo("https://cdn.example/a.png");
    }

    @Test
    void an_expiry_and_a_checksum_are_read() {
        AssetSource source = read("'source_path': 'a.png', 'expires_at': '2026-03-26T21:45:12Z', 'expected_sha256': '"
                + SHA.toUpperCase(java.util.Locale.ROOT) + "'");

        assertThat(source.expiresAt()).isEqualTo("2026-03-26T21:45:12Z");
        assertThat(source.expectedSha256()).isEqualTo(SHA);
    }

    @Test
    void a_field_that_cannot_be_used_is_named() {
        assertThat(refusal("'source_path': 'a.png', 'expires_at': 'soon'"))
                .startsWith("`outputs[0].expires_at` must be");
        assertThat(refusal("'source_path': 'a.png', 'expected_sha256': 'abc'"))
                .startsWith("`outputs[0].expected_sha256` must be a sha256");
        assertThat(refusal("'source_url': 's3://bucket/a.png'"))
                .isEqualTo("`outputs[0].source_url` must be an https: URL, as there is no source_path.");
        assertThat(refusal("'source_path': 'data:;base64,%%'"))
                .isEqualTo("`outputs[0].source_path` is a data URL whose content is not encoded correctly.");
    }

    @Test
    void the_content_of_a_data_url_is_opened() throws Exception {
        try (OpenSource source = sources().open("DATA:,abc", new EventOrigin("a", "b"))) {
            assertThat(source.bytes()).isEqualTo(3);
            assertThat(source.isUnchanged(3)).isTrue();
        }
    }

    private SourceOpener sources() {
        return new SourceSchemes(new SourceRoots(List.of(root)), Map.of("data", new DataSources()));
    }

    private AssetSource read(String fields) {
        String event = "{'status': 'succeeded', 'model_key': 'm', 'outputs': [{'kind': 'image', 'role': 'output', "
                + fields + "}]}";
        byte[] bytes = event.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return new EventReader(RunfolioSettings.from(Map.of()).event(), sources())
                .read(bytes)
                .request()
                .outputs()
                .get(0);
    }

    private String refusal(String fields) {
        return catchThrowableOfType(RefusedEventException.class, () -> read(fields))
                .getMessage();
    }
}
