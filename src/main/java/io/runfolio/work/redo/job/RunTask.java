package io.runfolio.work.redo.job;

import io.runfolio.catalog.Catalog.CatalogArtifact;
import io.runfolio.coordination.job.JobTask;
import io.runfolio.json.RecordMapper;
import io.runfolio.work.redo.RebuildItem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Task: some outputs of one run.
 *
 * @param runPath the bundle's place in the outputs folder
 * @param runId the run
 * @param outputs the outputs
 */
record RunTask(String runPath, String runId, List<Output> outputs) {
    /** Outputs of a task: after a kill those of one task are done again. */
    private static final int MAX_OUTPUTS = 10;

    /** Output with the id of its artifact and its position, from 1. */
    record Output(String artifactId, int position) {}

    /**
     * Returns the tasks for outputs of one run.
     *
     * @param maxTasks maximum number of tasks, at least 1
     */
    static List<JobTask> of(List<CatalogArtifact> artifacts, int maxTasks) {
        List<JobTask> tasks = new ArrayList<>();
        int size = Math.max(MAX_OUTPUTS, (artifacts.size() + maxTasks - 1) / maxTasks);
        for (int from = 0; from < artifacts.size(); from += size) {
            List<CatalogArtifact> some = artifacts.subList(from, Math.min(artifacts.size(), from + size));
            CatalogArtifact first = some.get(0);
            String runId = first.view().record().runId();
            List<Output> outputs = some.stream()
                    .map(CatalogArtifact::view)
                    .map(view -> new Output(view.record().id(), view.position()))
                    .toList();
            RunTask task = new RunTask(first.runPath(), runId, outputs);
            tasks.add(new JobTask(runId + "#" + first.view().position(), RecordMapper.line(task), outputs.size()));
        }
        return tasks;
    }

    static RunTask read(JobTask task) {
        return RecordMapper.read(task.body().getBytes(StandardCharsets.UTF_8), RunTask.class);
    }

    RebuildItem item(Output output) {
        return new RebuildItem(runPath, runId, output.artifactId(), output.position());
    }
}
