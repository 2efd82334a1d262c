package io.runfolio.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChecksumsTest {
    /** From FIPS 180-2, appendix B.1. */
    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @TempDir
    Path folder;

    @Test
    void text_bytes_streams_and_files_have_the_same_checksum() throws IOException {
        byte[] bytes = "abc".getBytes(StandardCharsets.UTF_8);
        assertThat(Checksums.sha256("abc")).isEqualTo(ABC);
        assertThat(Checksums.sha256(bytes)).isEqualTo(ABC);
        assertThat(Checksums.sha256(new ByteArrayInputStream(bytes))).isEqualTo(ABC);
        assertThat(Checksums.sha256(Files.write(folder.resolve("abc"), bytes))).isEqualTo(ABC);
    }

    @Test
    void a_copy_stops_at_its_limit() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Checksums.Copied copied = Checksums.copy(new ByteArrayInputStream(new byte[200_000]), out, 100_000);
        assertThat(copied.bytes()).isEqualTo(100_000);
        assertThat(copied.sha256()).isEqualTo(Checksums.sha256(new byte[100_000]));
        assertThat(out.size()).isEqualTo(100_000);
    }

    @Test
    void a_missing_file_is_named() {
        Path missing = folder.resolve("missing");
        assertThatThrownBy(() -> Checksums.sha256(missing))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(missing.toString());
    }
}
