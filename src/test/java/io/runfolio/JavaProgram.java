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
        return command(before, List.of("-Xmx128m"), main, arguments);
    }

    /** As {@link #command(List, Class, List)}, with options of Java. */
    public static List<String> command(
            List<String> before, List<String> options, Class<?> main, List<String> arguments) {
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC"));
        command.addAll(TestClassArchive.javaOptions());
        command.addAll(options);
        command.addAll(List.of("-cp", classPath(), main.getName()));
        command.addAll(arguments);
        return command;
    }

    /** Returns the class path of workers, which the class archive fits, and that of the tests after it. */
    private static String classPath() {
        return TestClassArchive.classPath()
                + File.pathSeparator
                + System.getProperty("java.class.path").replace("\n", File.pathSeparator);
    }
}
