package io.runfolio.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runfolio.files.PathResolver.RefusedPathException;
import io.runfolio.files.PathResolver.Status;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathResolverTest {
    @TempDir
    Path folder;

    private Path root;
    private PathResolver resolver;

    @BeforeEach
    void files() throws IOException {
        root = Files.createDirectories(folder.resolve("bundle"));
        Files.createDirectories(root.resolve("original/deep"));
        Files.writeString(root.resolve("original/a.png"), "inside");
        Files.createDirectories(folder.resolve("outside"));
        Files.writeString(folder.resolve("outside/a.png"), "outside");
        resolver = new PathResolver(root);
    }

    @Test
    void a_regular_file_inside_is_found_and_opened() throws IOException {
        assertThat(resolver.file("original/a.png")).contains(root.resolve("original/a.png"));
        assertThat(resolver.file("./original/./a.png")).contains(root.resolve("original/a.png"));
        assertThat(text("original/a.png")).isEqualTo("inside");
        assertThat(resolver.folder("original")).contains(root.resolve("original"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "/etc/passwd",
                "../outside/a.png",
                "original/../original/a.png",
                "original//a.png",
                "original/",
                "a\0b",
                "original\\a.png",
                "./..",
                "original/..",
                "\ud800"
            })
    void a_path_that_could_lead_outside_is_refused(String path) throws IOException {
        assertThat(resolver.resolve(path).status()).isEqualTo(Status.REFUSED);
        assertThat(resolver.resolve(path).reason()).isNotEmpty();
        assertThatThrownBy(() -> resolver.open(path)).isInstanceOf(RefusedPathException.class);
        assertThat(text("original/a.png")).isEqualTo("inside");
    }

    @Test
    void names_and_paths_are_bounded_in_bytes_and_not_in_characters() {
        assertThat(resolver.resolve("\u00e9".repeat(127)).status()).isEqualTo(Status.MISSING);
        assertThat(resolver.resolve("\u00e9".repeat(128)).status()).isEqualTo(Status.REFUSED);
        assertThat(resolver.resolve("a/".repeat(1023) + "b").status()).isEqualTo(Status.MISSING);
        assertThat(resolver.resolve("a/".repeat(1024) + "b").status()).isEqualTo(Status.REFUSED);
        assertThat(resolver.resolve(null).status()).isEqualTo(Status.REFUSED);
    }

    @Test
    void a_link_anywhere_below_the_root_is_not_followed() throws IOException {
        Files.createSymbolicLink(root.resolve("linked"), folder.resolve("outside"));
        Files.createSymbolicLink(root.resolve("inner"), root.resolve("original"));
        Files.createSymbolicLink(root.resolve("original/b.png"), folder.resolve("outside/a.png"));
        Files.createSymbolicLink(root.resolve("original/dangling"), folder.resolve("nowhere"));
        for (String path : new String[] {"linked/a.png", "inner/a.png", "original/b.png", "original/dangling"}) {
            assertThat(resolver.resolve(path).status()).as(path).isEqualTo(Status.SPECIAL);
            assertThatThrownBy(() -> resolver.open(path)).as(path).isInstanceOf(RefusedPathException.class);
        }
        assertThat(resolver.folder("linked")).isEmpty();
        assertThat(text("original/a.png")).isEqualTo("inside");
    }

    @Test
    void the_root_itself_may_be_a_link() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), root);
        try (InputStream in = new PathResolver(link).open("original/a.png")) {
            assertThat(in.readAllBytes()).asString().isEqualTo("inside");
        }
    }

    @Test
    void folders_pipes_and_missing_files_are_distinguished() throws Exception {
        assertThat(new ProcessBuilder("mkfifo", root.resolve("pipe").toString())
                        .start()
                        .waitFor())
                .isZero();
        assertThat(resolver.resolve("pipe").status()).isEqualTo(Status.SPECIAL);
        assertThat(resolver.resolve("original/deep").status()).isEqualTo(Status.FOLDER);
        assertThat(resolver.resolve("original/none").status()).isEqualTo(Status.MISSING);
        assertThat(resolver.resolve("original/a.png/below").status()).isEqualTo(Status.MISSING);
        assertThatThrownBy(() -> resolver.open("original/none")).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> resolver.open("original/deep")).isInstanceOf(RefusedPathException.class);
        assertThatThrownBy(() -> RegularFiles.open(root.resolve("pipe"))).isInstanceOf(RefusedPathException.class);
        assertThatThrownBy(() -> RegularFiles.read(root.resolve("original/a.png"), 5))
                .isInstanceOf(RefusedPathException.class);
        assertThat(RegularFiles.read(root.resolve("original/a.png"), 6)).hasSize(6);
    }

    private String text(String path) throws IOException {
        try (InputStream in = resolver.open(path)) {
            return new String(in.readAllBytes());
        }
    }
}
