package io.runfolio.endurance;

import java.nio.file.Path;
import java.util.List;

/** The processes of this machine, as the system tells of them. */
final class Processes {
    private Processes() {}

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
