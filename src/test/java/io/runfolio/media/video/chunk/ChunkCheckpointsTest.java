package io.runfolio.media.video.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runfolio.files.StorageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Chunks that several processes add to one clip. */
class ChunkCheckpointsTest {
    private static final String KEY = "key";

    @TempDir
    Path root;

    private Path parts;

    @BeforeEach
    void create_the_folder_of_a_helper() throws IOException {
        parts = Files.createDirectories(root.resolve("staging/helper"));
    }

    private ChunkCheckpoints owner() {
        return ChunkCheckpoints.open(root.resolve("clip"));
    }

    private ChunkCheckpoints helper() {
        return ChunkCheckpoints.join(root.resolve("clip"), parts);
    }

    private static Consumer<Path> writing(String text) {
        return folder -> {
            try {
                Files.writeString(folder.resolve("web.mp4"), text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void a_late_chunk_leaves_the_one_that_came_first() throws IOException {
        ChunkCheckpoints owner = owner();
        helper().make(KEY, late -> {
            owner.make(KEY, writing("first"));
            writing("late").accept(late);
        });

        assertThat(owner.find(KEY).orElseThrow().resolve("web.mp4")).hasContent("first");
        assertThat(names(root.resolve("clip"))).containsExactly(KEY);
        assertThat(names(parts)).isEmpty();
    }

    @Test
    void an_owner_that_opens_its_clip_leaves_chunks_in_progress_of_others() {
        owner();
        helper().make(KEY, part -> {
            owner();
            writing("helped").accept(part);
        });
        assertThat(owner().find(KEY).orElseThrow().resolve("web.mp4")).hasContent("helped");
    }

    @Test
    void a_late_chunk_of_a_clip_that_was_sealed_leaves_nothing() throws IOException {
        assertThatThrownBy(() -> helper().make(KEY, writing("late"))).isInstanceOf(StorageException.class);
        assertThat(root.resolve("clip")).doesNotExist();
        assertThat(names(parts)).isEmpty();
    }

    @Test
    void a_damaged_chunk_is_replaced_by_a_late_one() throws IOException {
        ChunkCheckpoints owner = owner();
        owner.make(KEY, writing("first"));
        Files.writeString(root.resolve("clip").resolve(KEY).resolve("web.mp4"), "damaged");
        assertThat(helper().find(KEY)).isEmpty();
        helper().make(KEY, writing("late"));
        assertThat(owner.find(KEY).orElseThrow().resolve("web.mp4")).hasContent("late");
    }
}
