package io.runfolio.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.runfolio.SamplePrograms;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the examples of {@code docs/api.md} in one shell against a worker and checks their output. */
class ApiExamplesIT {
    private static final Pattern EXAMPLE =
            Pattern.compile("```sh\\n(?<script>.*?)```\\n(?:```text\\n(?<output>.*?)```\\n)?", Pattern.DOTALL);
    private static final String MARK = "==== end of example ";

    @TempDir
    Path folder;

    @Test
    void examples_of_the_document_print_what_it_says() throws Exception {
        assumeThat(isThere("curl")).as("curl is on PATH").isTrue();
        String document = Files.readString(Path.of("docs", "api.md"));
        try (LiveApi api = new LiveApi(folder);
                LiveApi workflows = new LiveApi(folder.resolve("workflows"), workflowSettings())) {
            Files.copy(api.testWorkspace.writePicture("one.png", 320, 200, 1), folder.resolve("picture.png"));
            api.testWorkspace.sampleTemplates();
            StringBuilder script = new StringBuilder("set -euo pipefail\n");
            Matcher examples = EXAMPLE.matcher(document);
            int count = 0;
            while (examples.find()) {
                script.append(examples.group("script"))
                        .append("echo\necho '")
                        .append(MARK)
                        .append(count++)
                        .append("'\n");
            }
            assertThat(count).isGreaterThan(10);
            String printed = run(script.toString()
                    .replace("http://127.0.0.1:8080", "http://127.0.0.1:" + api.port())
                    .replace("http://127.0.0.1:8081", "http://127.0.0.1:" + workflows.port()));
            compare(document, printed);
        }
    }

    /** Returns the settings of {@code samples/workflows} for a folder of this test. */
    private String[] workflowSettings() throws IOException {
        List<String> settings = new ArrayList<>(List.of(
                "runfolio.workflow.runs",
                folder.resolve("workflows/runs").toString(),
                "runfolio.workflow.timeout",
                "60s"));
        SamplePrograms.settings(folder.resolve("classes"))
                .forEach((key, value) -> settings.addAll(List.of(key, value)));
        return settings.toArray(String[]::new);
    }

    private static void compare(String document, String printed) {
        Matcher examples = EXAMPLE.matcher(document);
        String rest = printed;
        for (int i = 0; examples.find(); i++) {
            int end = rest.indexOf(MARK + i);
            assertThat(end).as("example " + i + " came to its end: " + rest).isNotNegative();
            String output = rest.substring(0, end);
            rest = rest.substring(end);
            if (examples.group("output") != null) {
                String script = examples.group("script");
                examples.group("output")
                        .lines()
                        .forEach(line -> assertThat(output).as(script).contains(line));
            }
        }
    }

    private String run(String script) throws IOException, InterruptedException {
        Path printed = folder.resolve("printed.txt");
        Path file = Files.writeString(folder.resolve("examples.sh"), script);
        ProcessBuilder builder = new ProcessBuilder("bash", file.toString());
        builder.environment().keySet().removeIf(name -> name.toLowerCase(java.util.Locale.ROOT)
                .endsWith("_proxy"));
        Process process = builder.directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
        assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
        String output = Files.readString(printed, StandardCharsets.UTF_8);
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }

    private static boolean isThere(String program) {
        return Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
