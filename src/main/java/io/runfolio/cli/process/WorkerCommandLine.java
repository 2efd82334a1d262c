package io.runfolio.cli.process;

import io.runfolio.cli.output.ExitCode;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Command line that starts this program again with other arguments. */
public final class WorkerCommandLine {
    /** Names the process that the worker was started by and ends with. */
    private static final String PARENT = "runfolio.parent";

    private WorkerCommandLine() {}

    /**
     * Returns this JVM's program, options and class path, and the arguments. A debugger's port is left out, as two
     * processes cannot share it.
     */
    public static List<String> forArguments(Class<?> program, List<String> arguments) {
        List<String> line = new ArrayList<>();
        line.add(java().toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> !option.startsWith("-agentlib:jdwp") && !option.startsWith("-D" + PARENT + "="))
                .forEach(line::add);
        line.add("-D" + PARENT + "=" + ProcessHandle.current().pid());
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
        line.addAll(arguments);
        return line;
    }

    /** Ends this process in good order, as SIGTERM would, when the parent that supervises it is gone. */
    public static void endWithParent() {
        Long parent = Long.getLong(PARENT);
        if (parent == null) {
            return;
        }
        ProcessHandle.of(parent)
                .map(ProcessHandle::onExit)
                .ifPresentOrElse(gone -> gone.thenRunAsync(WorkerCommandLine::end), WorkerCommandLine::end);
    }

    private static void end() {
        new Thread(() -> System.exit(ExitCode.TERMINATED), "runfolio-orphan").start();
    }

    private static Path java() {
        Path bin = Path.of(System.getProperty("java.home"), "bin");
        Path windows = bin.resolve("java.exe");
        return Files.exists(windows) ? windows : bin.resolve("java");
    }
}
