package io.runfolio.coordination.folder.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.coordination.AliveMarks;
import io.runfolio.coordination.Coordination;
import io.runfolio.coordination.folder.FolderCoordination;
import io.runfolio.coordination.job.JobQueue;
import io.runfolio.coordination.job.JobQueueContract;
import io.runfolio.coordination.job.JobState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs as files, under the contract. */
class FolderJobsTest extends JobQueueContract {
    @TempDir
    Path control;

    private final Map<String, AliveMarks.Mark> marks = new HashMap<>();
    private final Clock clock = new Ticking();

    /** Clock of which no two answers are the same. */
    private static final class Ticking extends Clock {
        private final AtomicLong millis = new AtomicLong();

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(millis.incrementAndGet());
        }
    }

    @Override
    protected JobQueue open(String worker) {
        Coordination coordination = new FolderCoordination(control);
        marks.put(worker, coordination.aliveMarks().register(worker));
        return new FolderJobs(control, coordination, worker, clock);
    }

    @Override
    protected void kill(String worker) {
        marks.remove(worker).close();
    }

    @AfterEach
    void end() {
        marks.values().forEach(AliveMarks.Mark::close);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(control.resolve("jobs"))) {
            return files.sorted().toList();
        }
    }

    @Test
    void a_part_that_a_killed_writer_has_left_does_no_harm() throws IOException {
        JobQueue jobs = open("worker");
        String job = jobs.create("order", 1).id();
        Path part = control.resolve("jobs/" + job + ".json.part");
        Files.writeString(part, "{\"order\":");
        assertThat(jobs.jobs()).hasSize(1);
        assertThat(jobs.hungry(10)).isPresent();
        assertThat(jobs.change(job, JobState.PAUSED)).isTrue();
        assertThat(files()).containsExactly(control.resolve("jobs/" + job + ".json"));
    }

    @Test
    void a_worker_that_finds_no_job_writes_nothing() throws IOException {
        JobQueue jobs = open("worker");
        assertThat(jobs.claim(List.of())).isEmpty();
        assertThat(jobs.hungry(10)).isEmpty();
        assertThat(jobs.jobs()).isEmpty();
        assertThat(control.resolve("jobs")).doesNotExist();
    }
}
