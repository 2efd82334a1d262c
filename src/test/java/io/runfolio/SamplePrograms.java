package io.runfolio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** Step programs of {@code samples/workflows}, compiled once. As sources, each call would compile them again. */
public final class SamplePrograms {
    private static final Path SAMPLES = Path.of("samples", "workflows").toAbsolutePath();
    private static final Map<String, String> CLASSES = Map.of(
            "agent", "ResearchReport",
            "code", "InfographicLayout",
            "image", "DrawInfographic",
            "qa", "CheckPoster");

    private SamplePrograms() {}

    /** Compiles the programs into a folder, and returns the settings of the samples with them as endpoints. */
    public static Map<String, String> settings(Path classes) throws IOException {
        Path options = compile(Files.createDirectories(classes));
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("runfolio.templates", SAMPLES.resolve("templates").toString());
        settings.put("runfolio.workflow.rates", SAMPLES.resolve("rates.json").toString());
        CLASSES.forEach((kind, program) -> settings.put("runfolio.workflow.kinds." + kind, endpoint(options, program)));
        return settings;
    }

    private static String endpoint(Path options, String program) {
        return "exec:" + Path.of(System.getProperty("java.home"), "bin", "java") + "?args=RAW(\"@" + options + "\" "
                + program + " \"" + SAMPLES.resolve("topics") + "\")";
    }

    /** Returns a file with the options to run them. */
    private static Path compile(Path classes) throws IOException {
        List<String> arguments = new ArrayList<>(
                List.of("-proc:none", "-d", classes.toString(), "-cp", System.getProperty("java.class.path")));
        try (Stream<Path> files = Files.list(SAMPLES.resolve("programs"))) {
            files.forEach(file -> arguments.add(file.toString()));
        }
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)))
                .isZero();
        return Files.writeString(
                classes.resolveSibling("java.options"),
                "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp \"" + classes + File.pathSeparator
                        + System.getProperty("java.class.path") + "\"\n");
    }
}
