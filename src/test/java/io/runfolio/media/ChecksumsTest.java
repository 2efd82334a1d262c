package io.runfolio.media;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChecksumsTest {

    @Test
    void the_published_example_of_fips_180_comes_out_for_a_file_and_for_bytes(@TempDir Path folder) throws Exception {
        String expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        Path file = Files.write(folder.resolve("abc"), "abc".getBytes(US_ASCII));
        assertThat(Checksums.sha256(file)).isEqualTo(expected);
        assertThat(Checksums.sha256("abc".getBytes(US_ASCII))).isEqualTo(expected);
    }
}
