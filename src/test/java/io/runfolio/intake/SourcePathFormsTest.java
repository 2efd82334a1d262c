package io.runfolio.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths of events as URLs, below the home folder, and in another normal form than on disk. */
class SourcePathFormsTest {
    private static final String COMPOSED = "caf\u00e9";
    private static final String DECOMPOSED = "cafe\u0301";

    @TempDir
    Path folder;

    private Path root;
    private SourceRoots roots;

    @BeforeEach
    void open() throws IOException {
        root = Files.createDirectory(folder.resolve("root"));
        roots = new SourceRoots(List.of(root));
        Files.writeString(folder.resolve("secret"), "secret");
    }

    @Test
    void a_file_url_is_decoded() throws IOException {
        Files.writeString(root.resolve("a b+c%.png"), "here");
        String path = root.toString().replace(" ", "%20");
        for (String start : List.of("file://", "file://localhost", "FILE://LocalHost", "file:")) {
            assertThat(content(start + path + "/a%20b+c%25.png")).isEqualTo("here");
        }
        assumeUnicodeNames();
        Files.writeString(root.resolve(COMPOSED), "unicode");
        assertThat(content("file://" + path + "/caf%C3%A9")).isEqualTo("unicode");
        assertThat(content("file://" + path + "/" + COMPOSED)).isEqualTo("unicode");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file://otherhost/etc/hostname",
                "file:relative.png",
                "file://",
                "file:",
                "file:///a?b",
                "file:///a#b",
                "file:///a%zz",
                "file:///a%4",
                "file:///%ff",
                "file:///a%00b",
                "file://localhost:80/a"
            })
    void an_invalid_file_url_is_refused_by_field(String url) {
        assertThatThrownBy(() -> roots.check(url, "outputs[0].source_path"))
                .isInstanceOfSatisfying(RefusedEventException.class, refused -> {
                    assertThat(refused.code()).isEqualTo("bad_value");
                    assertThat(refused.field()).isEqualTo("outputs[0].source_path");
                });
    }

    @Test
    void urls_and_home_paths_are_checked_like_other_paths() {
        for (String path : List.of(
                "file:///etc/hostname",
                "file://" + root + "/../secret",
                "file://" + root + "/%2e%2e/secret",
                "file://" + root + "/..%2fsecret",
                "~/.ssh/id_rsa",
                "~")) {
            assertThatThrownBy(() -> roots.check(path, "f"))
                    .isInstanceOfSatisfying(RefusedEventException.class, refused -> assertThat(refused.code())
                            .isEqualTo("outside_roots"));
        }
    }

    @Test
    void a_path_below_the_home_folder_is_read_if_it_is_below_a_root() throws IOException {
        Path home = Path.of(System.getProperty("user.home"));
        SourceRoots wide = new SourceRoots(List.of(home));
        Path file = Files.createTempFile(home, "runfolio-test", ".txt");
        try {
            Files.writeString(file, "home");
            try (OpenSource source = wide.open("~/" + file.getFileName())) {
                assertThat(read(source)).isEqualTo("home");
            }
        } finally {
            Files.delete(file);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "caf\u00e9, cafe\u0301",
        "cafe\u0301, caf\u00e9",
        "\u00e9o\u0308, e\u0301\u00f6",
        "\u1112\u1161\u11ab, \ud55c"
    })
    void a_name_in_another_normal_form_is_found(String onDisk, String given) throws IOException {
        assumeUnicodeNames();
        Path inner = Files.createDirectory(root.resolve(onDisk));
        Files.writeString(inner.resolve(onDisk + ".png"), "here");
        assertThat(content(given + "/" + given + ".png")).isEqualTo("here");
        assertThat(content(onDisk + "/" + given + ".png")).isEqualTo("here");
        assertThat(content(root.resolve(given) + "/" + given + ".png")).isEqualTo("here");
    }

    @Test
    void of_two_names_in_different_normal_forms_the_exact_one_is_used() throws IOException {
        assumeUnicodeNames();
        Files.writeString(root.resolve(COMPOSED), "composed");
        Files.writeString(root.resolve(DECOMPOSED), "decomposed");
        assertThat(content(COMPOSED)).isEqualTo("composed");
        assertThat(content(DECOMPOSED)).isEqualTo("decomposed");
        assertThatThrownBy(() -> roots.open("caf\u00ea")).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void a_link_in_another_normal_form_is_checked_like_any_other() throws IOException {
        assumeUnicodeNames();
        Files.createSymbolicLink(root.resolve(DECOMPOSED), folder);
        assertThatThrownBy(() -> roots.check(COMPOSED + "/secret", "f")).isInstanceOf(RefusedEventException.class);
    }

    private void assumeUnicodeNames() throws IOException {
        boolean apart;
        try {
            Path probe = Files.createFile(folder.resolve(DECOMPOSED + "-probe"));
            apart = !Files.exists(folder.resolve(COMPOSED + "-probe"));
            Files.delete(probe);
        } catch (java.nio.file.InvalidPathException e) {
            apart = false;
        }
        assumeTrue(apart, "names on this system are not Unicode, or their normal forms are the same");
    }

    private String content(String path) throws IOException {
        roots.check(path, "f");
        try (OpenSource source = roots.open(path)) {
            return read(source);
        }
    }

    private static String read(OpenSource source) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(100);
        source.channel().read(bytes);
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    }
}
