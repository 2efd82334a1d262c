package io.runfolio.cli.upkeep;

import io.runfolio.cli.output.Terminal;
import io.runfolio.coordination.job.Job;
import io.runfolio.coordination.job.JobProblem;
import io.runfolio.coordination.job.JobQueue;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Report about jobs: a table, or JSON. */
final class RedoJobReport {
    private static final double TENTH = 10.0;

    private RedoJobReport() {}

    /** Prints all jobs, newest first; with the items of each that failed or were skipped. */
    static void print(JobQueue jobs, PrintWriter out, boolean json) {
        List<Job> all = jobs.jobs();
        if (json) {
            Terminal.json(
                    out,
                    all.stream()
                            .map(job -> {
                                Map<String, Object> row = row(job);
                                row.put("problems", jobs.problems(job.id()));
                                return row;
                            })
                            .toList());
            return;
        }
        if (all.isEmpty()) {
            out.println("There are no jobs.");
        } else {
            Terminal.table(
                    out,
                    List.of("job", "state", "done", "failed", "skipped", "left", "per second", "created"),
                    all.stream().map(RedoJobReport::cells).toList());
            jobs.problems(all.get(0).id()).forEach(problem -> out.println(line(problem)));
        }
        out.flush();
    }

    private static String line(JobProblem problem) {
        return Terminal.printable(problem.item() + ": " + problem.outcome() + ", " + problem.reason());
    }

    private static List<String> cells(Job job) {
        List<String> cells = new ArrayList<>(List.of(job.id(), job.state().word()));
        for (long count : new long[] {job.done(), job.failed(), job.skipped(), job.left()}) {
            cells.add(String.valueOf(count));
        }
        cells.add(String.format(Locale.ROOT, "%.1f", job.perSecond()));
        cells.add(job.times().created().toString());
        return cells;
    }

    /** Returns a job with the names of the JSON form. */
    static Map<String, Object> row(Job job) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("job", job.id());
        row.put("state", job.state().word());
        row.put("outputs", job.total());
        row.put("done", job.done());
        row.put("failed", job.failed());
        row.put("skipped", job.skipped());
        row.put("left", job.left());
        row.put("per_second", Math.round(job.perSecond() * TENTH) / TENTH);
        row.put("created", job.times().created().toString());
        row.put("changed", job.times().changed().toString());
        return row;
    }
}
