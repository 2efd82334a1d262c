package io.runfolio.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** No path, however it is spelt, opens a file outside the roots. */
class SourceRootsFuzzTest {
    private static final Path HOUSE = house();
    private static final SourceRoots ROOTS = new SourceRoots(List.of(HOUSE.resolve("root"), HOUSE.resolve("other")));

    @FuzzTest
    void a_path_opens_only_what_is_inside(byte[] path) throws IOException {
        // two words that a fuzzer would be long in guessing stand for the house and for its root
        String text = new String(path, UTF_8).replace("{h}", HOUSE.toString()).replace("{r}", HOUSE + "/root");
        try {
            ROOTS.check(text, "f");
        } catch (RefusedEventException e) {
            assertThat(e.code()).isIn("outside_roots", "bad_value");
            assertThat(e.field()).isEqualTo("f");
        }
        try (OpenSource source = ROOTS.open(text)) {
            ByteBuffer bytes = ByteBuffer.allocate(16);
            source.channel().read(bytes);
            assertThat(new String(bytes.array(), 0, bytes.position(), UTF_8)).isEqualTo("inside");
        } catch (RefusedEventException | IOException e) {
            assertThat(String.valueOf(e.getMessage())).doesNotContain("secret-inside-a-file");
        }
    }

    private static Path house() {
        try {
            Path house = Files.createTempDirectory("runfolio-roots-").toRealPath();
            Path deep = Files.createDirectories(house.resolve("root/a/b"));
            Files.createDirectory(house.resolve("other"));
            Files.writeString(deep.resolve("c"), "inside");
            Files.writeString(house.resolve("root/x"), "inside");
            Files.writeString(house.resolve("other/y"), "inside");
            Files.writeString(house.resolve("s"), "secret-inside-a-file");
            Files.writeString(Files.createDirectory(house.resolve("root-2")).resolve("x"), "secret-inside-a-file");
            Files.createSymbolicLink(house.resolve("root/l"), house.resolve("s"));
            Files.createSymbolicLink(house.resolve("root/up"), house);
            Files.createSymbolicLink(house.resolve("root/in"), deep);
            return house;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
