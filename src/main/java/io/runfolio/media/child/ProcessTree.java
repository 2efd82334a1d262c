package io.runfolio.media.child;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A child and all that it started, to be killed hard. A grandchild whose parent has ended is found no more below it: so they are collected while it runs, and its group is killed whole. */
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

    /** Kills, and returns when all are dead, or after about a second. Needed after a normal end, too: the child may have left something behind. */
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

    /** The group's number stays taken while a member lives; that of an empty group comes up again only when the system has counted round all its process ids. */
    private void killGroup() throws InterruptedException {
        Optional<String> kill = ChildWrappers.find("kill").map(Object::toString);
        if (kill.isEmpty() || !ChildWrappers.ownGroup()) {
            return;
        }
        try {
            ChildForker.start(new ProcessBuilder(List.of(kill.get(), "-KILL", "--", "-" + root.pid()))
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD))
                    .waitFor(1, TimeUnit.SECONDS);
        } catch (IOException e) {
            // the handles are killed one by one all the same
        }
    }
}
