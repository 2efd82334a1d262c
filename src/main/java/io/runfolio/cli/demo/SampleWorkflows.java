package io.runfolio.cli.demo;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.runfolio.files.StorageErrors;
import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Settings of the sample workflows, for any working directory and with compiled programs.
 *
 * @param samples folder of the samples
 */
record SampleWorkflows(Path samples) {
    private static final String PROJECT = "{{env:PWD}}/";
    private static final String JAR = PROJECT + "target/runfolio.jar";
    private static final String SOURCE =
            "\"" + Pattern.quote(PROJECT + "samples/workflows/programs/") + "(\\w+)\\.java\"";
    private static final String KINDS = "runfolio.workflow.kinds.";

    SampleWorkflows {
        samples = samples.toAbsolutePath().normalize();
    }

    /** Returns the settings file. */
    Path file() {
        return samples.resolve("workflows").resolve("application.properties");
    }

    /** Compiles the programs into the folder of a demo, and returns the settings for it. */
    Map<String, String> prepare(Path folder) {
        Path workflows = samples.resolve("workflows");
        Path classes = folder.resolve("programs");
        SamplePrograms.compile(workflows.resolve("programs"), classes, classPath());
        Map<String, String> settings = new LinkedHashMap<>();
        read().forEach((name, value) -> {
            String text = String.valueOf(value);
            settings.put(String.valueOf(name), String.valueOf(name).startsWith(KINDS) ? command(text, classes) : text);
        });
        settings.put("runfolio.inbox", folder.resolve("inbox").toString());
        settings.put("runfolio.outputs", folder.resolve("outputs").toString());
        settings.put("runfolio.orders", folder.resolve("orders").toString());
        settings.put("runfolio.workflow.runs", folder.resolve("runs").toString());
        settings.put("runfolio.templates", workflows.resolve("templates").toString());
        settings.put("runfolio.workflow.rates", workflows.resolve("rates.json").toString());
        settings.put("runfolio.http.enabled", "true");
        settings.put("runfolio.http.port", "0");
        return settings;
    }

    private Properties read() {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file())) {
            properties.load(reader);
        } catch (IOException e) {
            throw StorageErrors.translate(e, file() + " cannot be read");
        }
        return properties;
    }

    /** Returns a command with the Java of this process and the compiled program. */
    private String command(String uri, Path classes) {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        return uri.replace("exec:java?", "exec:" + java + "?")
                .replace(JAR, classes + File.pathSeparator + classPath())
                .replaceAll(SOURCE, "$1")
                .replace(PROJECT + "samples", samples.toString());
    }

    /** Returns the libraries that the programs use; with all of Runfolio's they would start more slowly. */
    private static String classPath() {
        return Stream.of(ObjectMapper.class, JsonFactory.class, JsonProperty.class)
                .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
                .map(location -> Path.of(URI.create(location.toString())).toString())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
