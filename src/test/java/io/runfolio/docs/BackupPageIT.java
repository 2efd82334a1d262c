package io.runfolio.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.runfolio.TestWorkspace;
import io.runfolio.WorkerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the commands of the page about backups while a worker bundles. */
class BackupPageIT {
    private static final Path PAGE = Path.of("docs/backup.md");
    private static final int EVENTS = 12;

    @TempDir
    Path folder;

    @Test
    void a_backup_while_a_worker_bundles_is_restored_without_a_loss() throws Exception {
        assumeThat(Path.of("/usr/bin/rsync")).as("rsync is installed").exists();
        TestWorkspace workspace = new TestWorkspace(folder.resolve("library"));
        for (int i = 0; i < EVENTS; i++) {
            String name = "picture_" + i + ".png";
            workspace.writePicture(name, 400, 300, i);
            workspace.drop("event_" + i + ".json", TestWorkspace.event("event_" + i, "succeeded", name));
        }
        script(workspace);
        WorkerProcess worker = WorkerProcess.start(workspace, "worker", "--drain");
        while (workspace.bundles().size() < 3 && worker.isAlive()) {
            Thread.onSpinWait();
        }
        assertThat(run(workspace, "backup")).as(log(workspace)).isZero();
        int during = workspace.bundles().size();
        worker.waitFor();
        assertThat(during).isPositive();

        assertThat(run(workspace, "restore")).as(log(workspace)).isZero();
        Path restored = workspace.root.resolve("restored");
        TestWorkspace after = new TestWorkspace(restored);
        assertThat(after.bundles()).hasSize(EVENTS);
        assertThat(after.indexLines()).hasSize(EVENTS);
        assertThat(after.verify().findings()).isEmpty();
    }

    /** Writes the command of the page, which starts the program under test. */
    private static void script(TestWorkspace workspace) throws IOException {
        Path script = workspace.root.resolve("bin/runfolio");
        Files.createDirectories(script.getParent());
        Files.writeString(
                script, "#!/bin/sh\nexec " + String.join(" ", WorkerProcess.commandLine(workspace)) + " \"$@\"\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static int run(TestWorkspace workspace, String block) throws Exception {
        return process(workspace, "bash", "-euo", "pipefail", "-c", block(block));
    }

    private static int process(TestWorkspace workspace, String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(workspace.root.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        workspace.root.resolve("commands.log").toFile()));
        builder.environment().put("RUNFOLIO_SOURCE_ROOTS", workspace.media.toString());
        builder.environment().put("RUNFOLIO_MIN_FREE", "1MiB");
        Process process = builder.start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return process.exitValue();
    }

    private static String block(String name) throws IOException {
        Matcher matcher = Pattern.compile("<!-- ci: " + name + " -->\n```bash\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(PAGE));
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    private static String log(TestWorkspace workspace) throws IOException {
        return Files.readString(workspace.root.resolve("commands.log"));
    }
}
