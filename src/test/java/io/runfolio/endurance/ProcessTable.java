package io.runfolio.endurance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** The processes of this machine, from {@code /proc}. */
final class ProcessTable {
    private ProcessTable() {}

    /**
     * Resources of a process, from {@code /proc}.
     *
     * @param rss resident memory, MiB
     * @param threads its threads
     * @param handles its open files
     */
    record Size(double rss, double threads, double handles) {}

    /** Returns what a process takes just now, if it lives. */
    static Optional<Size> size(long pid) {
        Path process = Path.of("/proc", String.valueOf(pid));
        try (Stream<Path> handles = Files.list(process.resolve("fd"))) {
            double rss = 0;
            double threads = 0;
            for (String line : Files.readAllLines(process.resolve("status"))) {
                String[] words = line.split("\\s+");
                rss = words[0].equals("VmRSS:") ? Long.parseLong(words[1]) / 1024.0 : rss;
                threads = words[0].equals("Threads:") ? Long.parseLong(words[1]) : threads;
            }
            return Optional.of(new Size(rss, threads, handles.count()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Returns the processes below a folder that do not end soon. A killed child may outlive its parent for a moment.
     */
    static List<String> leftBelow(Path folder) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!below(folder).isEmpty() && System.nanoTime() < end) {
            LockSupport.parkNanos(20_000_000);
        }
        return below(folder);
    }

    /** Returns the command lines of all living processes that name a folder. */
    static List<String> below(Path folder) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.pid() != ProcessHandle.current().pid())
                .filter(ProcessHandle::isAlive)
                .map(process -> process.info().commandLine().orElse(""))
                .filter(line -> line.contains(folder.toString()))
                .toList();
    }
}
