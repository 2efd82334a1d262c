package io.runfolio.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileExtensionsTest {
    @ParameterizedTest
    @CsvSource({
        "a.png, image/png, IMAGE",
        "A.JPEG, image/jpeg, IMAGE",
        "drawing.svg, image/svg+xml, IMAGE",
        "out/clip.mp4, video/mp4, VIDEO",
        "C:\\out\\clip.mov, video/quicktime, VIDEO",
        "https://host.example/a.b/sound.m4a, audio/mp4, AUDIO",
        "notes.md, text/markdown, TEXT",
        "data.json, application/json, TEXT",
        "lines.srt, application/x-subrip, TEXT",
        "scene.glb, model/gltf-binary, OTHER",
        "all.zip, application/zip, OTHER",
    })
    void a_name_has_a_type_and_a_kind(String name, String type, AssetKind kind) {
        assertThat(FileExtensions.mimeType(name)).contains(type);
        assertThat(FileExtensions.kind(name)).contains(kind);
        assertThat(FileExtensions.kindOfType(type)).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource({"image/jpeg, jpg", "IMAGE/TIFF, tiff", "text/plain, txt", "video/mp4, mp4", "application/yaml, yaml"})
    void a_type_has_one_extension(String type, String extension) {
        assertThat(FileExtensions.ofType(type)).contains(extension);
    }

    @Test
    void what_is_unknown_has_neither() {
        assertThat(FileExtensions.mimeType("Makefile")).isEmpty();
        assertThat(FileExtensions.mimeType("a.png/b")).isEmpty();
        assertThat(FileExtensions.kind("a.xyz")).isEmpty();
        assertThat(FileExtensions.ofType("image/x-own")).isEmpty();
        assertThat(FileExtensions.kindOfType("image/x-own")).isEqualTo(AssetKind.IMAGE);
        assertThat(FileExtensions.kindOfType("x")).isEqualTo(AssetKind.OTHER);
    }
}
