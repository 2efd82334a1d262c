package io.runfolio.flow.step;

import io.runfolio.media.child.ExecutableFinder;
import io.runfolio.settings.SettingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.camel.component.exec.ExecEndpoint;
import org.apache.camel.component.exec.impl.ExecParseUtils;

/**
 * Program and arguments of an {@code exec:} endpoint; no shell reads them.
 *
 * @param program absolute path of the program
 * @param arguments its arguments
 */
record ProgramLine(Path program, List<String> arguments) {
    ProgramLine {
        arguments = List.copyOf(arguments);
    }

    /**
     * Reads the line of an endpoint and finds its program.
     *
     * @param key key of the setting, for messages
     * @throws SettingException if there is no such program, or an option has no effect
     */
    static ProgramLine of(ExecEndpoint endpoint, String key) {
        refuse(key, "workingDir", endpoint.getWorkingDir(), "a program works in the folder of its step");
        refuse(key, "outFile", endpoint.getOutFile(), "the standard output is the answer");
        String name = endpoint.getExecutable();
        Path program = find(name)
                .orElseThrow(() -> new SettingException(
                        key,
                        key + " names the program " + name + ", which is missing or not executable: correct the path,"
                                + " or run \"chmod +x " + name + "\""));
        String arguments = endpoint.getArgs();
        return new ProgramLine(
                program, arguments == null ? List.of() : ExecParseUtils.splitToWhiteSpaceSeparatedTokens(arguments));
    }

    private static void refuse(String key, String option, String value, String reason) {
        if (value != null) {
            throw new SettingException(key, key + " has the option " + option + ", which has no effect: " + reason);
        }
    }

    /** Returns a program by its path, or by its name on the PATH of the worker. */
    private static Optional<Path> find(String name) {
        try {
            Path path = Path.of(name);
            return path.getNameCount() == 1 && !path.isAbsolute()
                    ? ExecutableFinder.findOnPath(name)
                    : Optional.of(path.toAbsolutePath())
                            .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    String name() {
        return program.getFileName().toString();
    }
}
