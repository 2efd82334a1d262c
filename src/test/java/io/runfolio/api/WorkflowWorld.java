package io.runfolio.api;

import io.runfolio.TestWorkspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Folder with templates of workflows, and with programs as the endpoints of their steps. The programs look at files of
 * the folder {@code switches}: {@code fail} makes them fail, {@code hold} makes them wait.
 */
public final class WorkflowWorld {
    private static final String STEPS =
            """
            {"id": "write", "name": "Write", "kind": "llm", "promptTemplate": "{intake.prompt}"},
            {"id": "draw", "name": "Draw", "kind": "image", "promptTemplate": "{write.text}", "emitsArtifact": true}
            """;

    private static final String TEMPLATE =
            """
            {"id": "%s", "name": "%s", "artifactClass": "visual", "artifactType": "card", "version": "1",
             "canonical": true,
             "intakeSchema": [
               {"name": "prompt", "type": "string", "required": true},
               {"name": "style", "type": "enum", "options": ["ink", "oil"], "default": "ink"}],
             "steps": [%s]%s}
            """;

    private final Path root;
    private final Map<String, String> settings = new LinkedHashMap<>();

    public WorkflowWorld(Path root) throws IOException {
        this.root = root;
        Files.createDirectories(root.resolve("templates"));
        Files.createDirectories(root.resolve("switches"));
        Files.createDirectories(root.resolve("config"));
        new TestWorkspace(root).writePicture("drawn.png", 64, 48, 1);
        String hold = "while [ -e '" + root + "/switches/hold' ]; do sleep 0.05; done\n" + "if [ -e '" + root
                + "/switches/fail' ]; then echo 'out of ink' >&2; exit 1; fi\n";
        program("write", hold + "echo '{\"text\": \"two foxes\", \"json\": {\"count\": 2}}'\n");
        program(
                "draw",
                hold + "cp '" + root + "/media/drawn.png' drawn.png\n"
                        + "echo '{\"files\": [{\"path\": \"drawn.png\", \"kind\": \"image\", \"mimeType\":"
                        + " \"image/png\", \"role\": \"output\"}]}'\n");
        program("ask", "echo '{\"ticket\": \"t-1\"}'\n");
        template("card", STEPS, "");
        template(
                "reviewed",
                STEPS,
                ", \"gates\": [{\"id\": \"approval\", \"name\": \"Approval\", \"type\": \"approval\"}]");
        template("late", "{\"id\": \"ask\", \"name\": \"Ask\", \"kind\": \"tool\"}, " + STEPS, "");
        template(
                "costly",
                STEPS.replace("\"kind\": \"image\"", "\"kind\": \"image\", \"model\": \"openai/gpt-image-2\""),
                ", \"budgetPolicy\": {\"maxCostUsd\": 0.01}");
        template("unserved", "{\"id\": \"think\", \"name\": \"Think\", \"kind\": \"agent\"}", "");
        Files.writeString(
                root.resolve("rates.json"),
                "{\"models\": {\"openai/gpt-image-2\": {\"unit\": \"image\", \"unitPrice\": 0.04, \"quantity\": 1}}}");
        set("runfolio.templates", root.resolve("templates").toString());
        set("runfolio.orders", root.resolve("orders").toString());
        set("runfolio.workflow.runs", root.resolve("runs").toString());
        set("runfolio.workflow.kinds.llm", "exec:" + root.resolve("write.sh"));
        set("runfolio.workflow.kinds.image", "exec:" + root.resolve("draw.sh"));
        set("runfolio.workflow.kinds.tool", "exec:" + root.resolve("ask.sh"));
        set("runfolio.workflow.attempts", "1");
        set("runfolio.workflow.rates", root.resolve("rates.json").toString());
        set("runfolio.min-free", "1MiB");
        set("runfolio.source.settle", "100ms");
    }

    /** Sets a setting for all processes of this folder. */
    public void set(String key, String value) throws IOException {
        settings.put(key, value);
        StringBuilder file = new StringBuilder();
        settings.forEach(
                (name, text) -> file.append(name).append('=').append(text).append('\n'));
        Files.writeString(root.resolve("config").resolve("application.properties"), file);
    }

    /** Returns the settings as keys and values in turn. */
    public String[] settings() {
        List<String> all = new ArrayList<>();
        settings.forEach((key, value) -> all.addAll(List.of(key, value)));
        return all.toArray(String[]::new);
    }

    public void switchOn(String name) throws IOException {
        Files.writeString(root.resolve("switches").resolve(name), "");
    }

    public void switchOff(String name) throws IOException {
        Files.deleteIfExists(root.resolve("switches").resolve(name));
    }

    private void program(String name, String script) throws IOException {
        Path file = Files.writeString(root.resolve(name + ".sh"), "#!/bin/sh\ncat > /dev/null\n" + script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void template(String id, String steps, String more) throws IOException {
        Files.writeString(root.resolve("templates").resolve(id + ".json"), TEMPLATE.formatted(id, id, steps, more));
    }
}
