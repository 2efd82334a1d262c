package io.runfolio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a worker's start does, counted: what makes it slower is caught here, however busy the machine is. */
class StartIT {
    private static final int BUNDLES = 300;
    /** 6,400 when this was written, with those that the JDK makes as it runs. */
    private static final int MOST_CLASSES = 7_000;

    @TempDir
    Path folder;

    private Workshop workshop;

    @BeforeEach
    void open() {
        workshop = new Workshop(folder);
    }

    @Test
    void a_start_looks_into_no_bundle_that_has_its_lines() throws IOException {
        assumeThat(Strace.works()).as("strace is there and may trace").isTrue();
        ManyBundles.write(workshop, BUNDLES);
        workshop.drop("new.json", Workshop.event("new", "failed"));

        assertThat(Strace.drain(workshop, List.of("-e", "trace=%file"), "--set", "runfolio.workers=1"))
                .isZero();

        assertThat(workshop.bundles()).hasSize(BUNDLES + 2);
        List<String> calls = Files.readAllLines(Strace.log(workshop), StandardCharsets.ISO_8859_1);
        assertThat(calls.stream().filter(call -> call.contains("index.jsonl"))).isNotEmpty();
        assertThat(calls.stream().filter(call -> call.contains("_120000_many_")))
                .isEmpty();
    }

    @Test
    void nearly_all_classes_of_a_start_are_loaded_ahead_and_they_do_not_become_more() throws Exception {
        workshop.picture("a.png", 200, 100, 1);
        workshop.drop("a.json", Workshop.event("a", "succeeded", "a.png"));
        Path log = folder.resolve("loaded.log");
        Process worker = SharedClasses.drain(workshop, "-Xlog:class+load:file=" + log);
        assertThat(worker.waitFor(3, TimeUnit.MINUTES)).isTrue();
        assertThat(workshop.bundles()).hasSize(1);

        List<String> loaded = Files.readAllLines(log);
        assertThat(loaded).hasSizeLessThan(MOST_CLASSES);
        Set<String> asked = loaded.stream()
                .filter(line -> line.contains("source: jrt:") || line.contains("source: file:"))
                .map(line -> line.replaceFirst(" source: .*", "").replaceFirst(".* ", ""))
                .filter(name -> !name.contains("Lambda"))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        Set<String> listed = listed();
        int all = asked.size();
        asked.removeAll(listed);
        assertThat(asked).as("bench/classes.sh writes the list anew").hasSizeLessThan(all / 20);
        Set<String> gone = listed.stream().filter(StartIT::isGone).collect(Collectors.toSet());
        assertThat(gone).as("bench/classes.sh writes the list anew").hasSizeLessThan(listed.size() / 20);
    }

    private static Set<String> listed() throws IOException {
        try (InputStream list = StartIT.class.getResourceAsStream("/io/runfolio/cli/classes-ahead.txt")) {
            return new LinkedHashSet<>(new String(list.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .toList());
        }
    }

    private static boolean isGone(String name) {
        try {
            Class.forName(name, false, StartIT.class.getClassLoader());
            return false;
        } catch (ClassNotFoundException | LinkageError e) {
            return true;
        }
    }
}
