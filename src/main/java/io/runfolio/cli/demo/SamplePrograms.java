package io.runfolio.cli.demo;

import io.runfolio.files.StorageErrors;
import io.runfolio.files.StorageException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** Compiles the programs of the samples once, as each step would compile its program again. */
final class SamplePrograms {
    private SamplePrograms() {}

    /**
     * Compiles programs.
     *
     * @param programs folder of the sources
     * @param classes folder of the classes, which is created
     */
    static void compile(Path programs, Path classes, String classPath) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new StorageException("The demo compiles programs and needs a JDK: this Java has no compiler.", null);
        }
        List<String> arguments = new ArrayList<>(
                List.of("-proc:none", "-nowarn", "-d", classes.toString(), "-cp", classPath, "-encoding", "UTF-8"));
        try (Stream<Path> files = Files.list(programs)) {
            Files.createDirectories(classes);
            files.filter(file -> file.toString().endsWith(".java")).forEach(file -> arguments.add(file.toString()));
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The programs in " + programs + " cannot be compiled");
        }
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        if (compiler.run(null, messages, messages, arguments.toArray(String[]::new)) != 0) {
            throw new StorageException(
                    "The programs in " + programs + " cannot be compiled: " + messages.toString(StandardCharsets.UTF_8),
                    null);
        }
    }
}
