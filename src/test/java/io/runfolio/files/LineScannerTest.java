package io.runfolio.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The end of the last whole line, against {@link String#lastIndexOf}. */
class LineScannerTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0, 1",
        "1, 0",
        "1, 1",
        "65535, 0",
        "65536, 0",
        "65537, 0",
        "65535, 1",
        "1, 65535",
        "1, 65536",
        "1, 65537",
        "3, 131072",
        "131072, 3",
        "0, 200000",
        "200000, 0",
        "65536, 65536"
    })
    void the_last_whole_line_is_found_at_any_distance_from_the_end(int before, int after) throws IOException {
        String text = "x".repeat(before) + (before > 0 ? "\n" : "") + "y".repeat(after);
        Path file = Files.writeString(folder.resolve("lines"), text);

        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            assertThat(LineScanner.lastLineEnd(in)).isEqualTo(text.lastIndexOf('\n') + 1);
        }
    }
}
