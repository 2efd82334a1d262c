package io.runfolio.media.child;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Child process with its descendants, to be killed together.
 *
 * <p>A grandchild whose parent has exited is no longer below the child, so descendants are collected while it runs, and
 * its whole process group is killed.
 */
final class ProcessTree {
    private static final int ROUNDS = 3;

    private final Process root;
    private final Set<ProcessHandle> known = new LinkedHashSet<>();

    ProcessTree(Process root) {
        this.root = root;
    }

    void collect() {
        root.descendants().forEach(known::add);
    }

    /**
     * Kills all processes and waits about a second for their end.
     *
     * <p>Also needed after a normal end, because the child may have left processes behind.
     */
    void kill() {
        boolean interrupted = Thread.interrupted();
        try {
            for (int round = 0; round < ROUNDS && (round == 0 || anyAlive()); round++) {
                collect();
                killGroup();
                known.forEach(ProcessHandle::destroyForcibly);
                // by its handle: Process.destroyForcibly closes the streams, and what was not read yet would be lost
                root.toHandle().destroyForcibly();
                root.waitFor(300, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            interrupted = true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean anyAlive() {
        return root.isAlive() || known.stream().anyMatch(ProcessHandle::isAlive);
    }

    /** Kills the process group. Its id is not reused while a member lives. */
    private void killGroup() throws InterruptedException {
        Optional<String> kill = LaunchWrappers.find("kill").map(Object::toString);
        if (kill.isEmpty() || !LaunchWrappers.hasOwnGroup()) {
            return;
        }
        try {
            ProcessStarter.start(new ProcessBuilder(List.of(kill.get(), "-KILL", "--", "-" + root.pid()))
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD))
                    .waitFor(1, TimeUnit.SECONDS);
        } catch (IOException e) {
            // the handles are killed one by one anyway
        }
    }
}
