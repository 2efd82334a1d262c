package io.runfolio.media.child;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Command prefixes that isolate and limit a child: setpriv, setsid, nice, prlimit.
 *
 * <p>Each tool is tried once and omitted if it is missing or does not support its option.
 */
final class LaunchWrappers {
    private static final List<Path> FOLDERS =
            Stream.of("/usr/bin", "/bin", "/usr/sbin", "/sbin").map(Path::of).toList();

    private LaunchWrappers() {}

    private static final class Tools {
        static final List<String> PARENT_DEATH_SIGNAL = tool("setpriv", "--pdeathsig", "KILL");
        static final List<String> OWN_GROUP = tool("setsid");
        static final List<String> LOW_PRIORITY = tool("nice", "-n", "10");
        static final Optional<String> LIMITS =
                tool("prlimit", "--core=0").stream().findFirst();
    }

    /** Returns the arguments to put before the program; 0 means no limit. */
    static List<String> prefix(long maxMemoryBytes, long maxFileBytes) {
        List<String> prefix = new ArrayList<>(Tools.PARENT_DEATH_SIGNAL);
        prefix.addAll(Tools.OWN_GROUP);
        prefix.addAll(Tools.LOW_PRIORITY);
        Tools.LIMITS.ifPresent(prlimit -> {
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

    /** Returns whether a child leads its own process group, whose id is its process id. */
    static boolean hasOwnGroup() {
        return !Tools.OWN_GROUP.isEmpty();
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
        return isUsable(trial) ? List.copyOf(line) : List.of();
    }

    static Optional<Path> find(String name) {
        return FOLDERS.stream()
                .map(folder -> folder.resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static boolean isUsable(List<String> line) {
        try {
            Process process = ProcessStarter.start(new ProcessBuilder(line)
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
