package io.runfolio.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.Runfolio;
import io.runfolio.TestWorkspace;
import io.runfolio.run.Finding;
import io.runfolio.wiring.Backends;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cache of renditions after makers that were killed, and beyond its size. */
class RenditionCacheTest {
    @TempDir
    Path root;

    @Test
    void a_part_of_a_dead_maker_is_named_and_swept_and_one_under_way_stays() throws Exception {
        TestWorkspace testWorkspace = new TestWorkspace(root);
        Runfolio.open(testWorkspace.settings()).close();
        RenditionCache folder = new RenditionCache(Backends.outputs(testWorkspace.outputs));
        try (RenditionCache.Part living = folder.create()) {
            Path underWay = Files.createFile(Path.of(living.stem() + ".webp"));
            Path left = Files.createFile(folder.folder().resolve(".part-5c1d3c5e-0000-4000-8000-00000000abcd.webp"));
            Path finished = Files.createFile(folder.folder().resolve("ab.webp"));

            assertThat(Runfolio.findings(testWorkspace.settings()))
                    .singleElement()
                    .asString()
                    .contains(left.getFileName() + "");
            assertThat(testWorkspace.verify().findings())
                    .extracting(Finding::path)
                    .containsExactly(left.toString());

            Runfolio.repair(testWorkspace.settings());

            assertThat(left).doesNotExist();
            assertThat(underWay).exists();
            assertThat(finished).exists();
            assertThat(Runfolio.findings(testWorkspace.settings())).isEmpty();
        }
    }

    @Test
    void the_renditions_asked_for_least_recently_are_deleted_beyond_the_limit() throws Exception {
        RenditionCache folder = new RenditionCache(Backends.outputs(root));
        folder.create().close();
        for (int i = 1; i <= 4; i++) {
            Path file = Files.write(folder.folder().resolve(i + ".webp"), new byte[100]);
            Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(1_700_000_000L + i)));
        }
        folder.evictBeyond(250);
        assertThat(folder.folder().toFile().list()).containsExactlyInAnyOrder("3.webp", "4.webp");
    }
}
