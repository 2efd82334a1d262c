package io.runfolio.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runfolio.intake.SourceRoots.NotAFileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceRootsTest {
    @TempDir
    Path folder;

    private Path root;
    private Path secret;
    private SourceRoots roots;

    @BeforeEach
    void makeFolders() throws IOException {
        root = Files.createDirectory(folder.resolve("root"));
        secret = Files.writeString(
                Files.createDirectory(folder.resolve("elsewhere")).resolve("secret"), "secret");
        roots = new SourceRoots(List.of(root));
    }

    @Test
    void a_file_below_a_root_is_opened_by_absolute_and_by_relative_path() throws IOException {
        Path file =
                Files.writeString(Files.createDirectories(root.resolve("a/b")).resolve("c.txt"), "here");

        assertThat(content(file.toString())).isEqualTo("here");
        assertThat(content("a/b/c.txt")).isEqualTo("here");
        assertThat(content("a/./x/../b/c.txt".replace("x/../", ""))).isEqualTo("here");
    }

    @Test
    void a_path_that_climbs_out_is_refused() {
        assertThatThrownBy(() -> roots.check("../elsewhere/secret", "f")).isInstanceOf(RefusedEventException.class);
        assertThatThrownBy(() -> roots.check(secret.toString(), "f")).isInstanceOf(RefusedEventException.class);
        assertThatThrownBy(() -> roots.check("/proc/self/environ", "f")).isInstanceOf(RefusedEventException.class);
    }

    @Test
    void a_folder_whose_name_starts_like_a_root_is_outside() throws IOException {
        Path sibling = Files.createDirectory(folder.resolve("root-2"));
        Files.writeString(sibling.resolve("x"), "x");

        assertThatThrownBy(() -> roots.check(sibling.resolve("x").toString(), "f"))
                .isInstanceOf(RefusedEventException.class);
    }

    @Test
    void links_to_the_outside_are_refused_and_links_below_a_root_are_followed() throws IOException {
        Files.createSymbolicLink(root.resolve("out"), secret);
        Files.createSymbolicLink(root.resolve("out-folder"), secret.getParent());
        Files.writeString(root.resolve("inside"), "in");
        Files.createSymbolicLink(root.resolve("link"), root.resolve("inside"));

        assertThatThrownBy(() -> roots.check("out", "f")).isInstanceOf(RefusedEventException.class);
        assertThatThrownBy(() -> roots.check("out-folder/secret", "f")).isInstanceOf(RefusedEventException.class);
        assertThat(content("link")).isEqualTo("in");
    }

    @Test
    void a_root_that_is_a_link_itself_is_served() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link-to-root"), root);
        Files.writeString(root.resolve("x"), "x");

        assertThatCode(() ->
                        new SourceRoots(List.of(link)).check(link.resolve("x").toString(), "f"))
                .doesNotThrowAnyException();
    }

    @Test
    void a_missing_file_is_reported_below_a_root_and_refused_outside() {
        assertThatCode(() -> roots.check("no/such/file", "f")).doesNotThrowAnyException();
        assertThatThrownBy(() -> roots.open("no/such/file")).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> roots.check("no/../../such", "f")).isInstanceOf(RefusedEventException.class);
    }

    @Test
    void folders_and_pipes_are_not_files() throws Exception {
        Files.createDirectory(root.resolve("folder"));
        assertThatThrownBy(() -> roots.open("folder")).isInstanceOf(NotAFileException.class);

        Process mkfifo = new ProcessBuilder("mkfifo", root.resolve("pipe").toString()).start();
        if (mkfifo.waitFor() == 0) {
            assertThatThrownBy(() -> roots.open("pipe")).isInstanceOf(NotAFileException.class);
        }
    }

    @Test
    void a_name_with_a_nul_is_refused_as_a_value() {
        assertThatThrownBy(() -> roots.check("a\0b", "outputs[0].source_path"))
                .isInstanceOfSatisfying(
                        RefusedEventException.class, e -> assertThat(e.code()).isEqualTo("bad_value"));
    }

    private String content(String path) throws IOException {
        try (OpenSource source = roots.open(path)) {
            ByteBuffer buffer = ByteBuffer.allocate((int) source.channel().size());
            source.channel().read(buffer);
            return new String(buffer.array(), java.nio.charset.StandardCharsets.UTF_8);
        }
    }
}
