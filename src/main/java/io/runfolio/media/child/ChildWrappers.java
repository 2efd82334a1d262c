package io.runfolio.media.child;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The tools of the system that a program is started through; each is tried once, and left out where it is missing or does not know its option. */
final class ChildWrappers {
    private static final List<Path> FOLDERS =
            Stream.of("/usr/bin", "/bin", "/usr/sbin", "/sbin").map(Path::of).toList();

    private ChildWrappers() {}

    private static final class Found {
        static final List<String> DIES_WITH_US = tool("setpriv", "--pdeathsig", "KILL");
        static final List<String> OWN_GROUP = tool("setsid");
        static final List<String> LOW_PRIORITY = tool("nice", "-n", "10");
        static final Optional<String> LIMITS =
                tool("prlimit", "--core=0").stream().findFirst();
    }

    /** Returns what stands before the program in its argument list; 0 is no limit. */
    static List<String> prefix(long maxMemoryBytes, long maxFileBytes) {
        List<String> prefix = new ArrayList<>(Found.DIES_WITH_US);
        prefix.addAll(Found.OWN_GROUP);
        prefix.addAll(Found.LOW_PRIORITY);
        Found.LIMITS.ifPresent(prlimit -> {
            prefix.add(prlimit);
            prefix.add("--core=0");
            if (maxMemoryBytes > 0) {
                prefix.add("--as=" + maxMemoryBytes);
            }
            if (maxFileBytes > 0) {
                prefix.add("--fsize=" + maxFileBytes);
            }
        });
        return prefix;
    }

    /** Returns whether a child leads a process group of its own, whose number is its process id. */
    static boolean ownGroup() {
        return !Found.OWN_GROUP.isEmpty();
    }

    private static List<String> tool(String name, String... options) {
        Optional<Path> tool = find(name);
        Optional<Path> nothing = find("true");
        if (tool.isEmpty() || nothing.isEmpty()) {
            return List.of();
        }
        List<String> line = new ArrayList<>(List.of(tool.get().toString()));
        line.addAll(List.of(options));
        List<String> trial = new ArrayList<>(line);
        trial.add(nothing.get().toString());
        return works(trial) ? List.copyOf(line) : List.of();
    }

    static Optional<Path> find(String name) {
        return FOLDERS.stream()
                .map(folder -> folder.resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static boolean works(List<String> line) {
        try {
            Process process = ChildForker.start(new ProcessBuilder(line)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD));
            return process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
