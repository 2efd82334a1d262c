package io.runfolio;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Command line of a main class of the tests, in a process of its own. */
public final class JavaProgram {
    private JavaProgram() {}

    /**
     * Returns the command.
     *
     * @param before a command before it, such as a tracer; nothing for none
     */
    public static List<String> command(List<String> before, Class<?> main, List<String> arguments) {
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path").replace("\n", File.pathSeparator),
                main.getName()));
        command.addAll(arguments);
        return command;
    }
}
