package io.runfolio.workflow.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.runfolio.workflow.run.WorkflowRunIds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Checks from the files alone that every run of a folder has ended once and left nothing. */
final class EndedRuns {
    private static final Pattern END = Pattern.compile("\"type\":\"(run\\.(?:completed|failed|cancelled))\"");
    private static final ObjectMapper JSON = new ObjectMapper();

    private EndedRuns() {}

    /** Returns one sentence for each violation. */
    static List<String> problems(Path root, Set<String> started) throws IOException {
        List<String> problems = new ArrayList<>();
        Set<String> runs = new HashSet<>();
        Set<String> keys = new HashSet<>();
        for (Path folder : list(root.resolve("runs"))) {
            if (!WorkflowRunIds.isValid(folder.getFileName().toString())) {
                continue;
            }
            runs.add(folder.getFileName().toString());
            ledger(folder, problems, runs, keys);
            boolean isFailed = Files.readString(folder.resolve("ledger.jsonl")).contains("\"type\":\"run.failed\"");
            if (!isFailed && Files.exists(folder.resolve("work"))) {
                problems.add(folder + ": its work folder is left");
            }
        }
        started.stream().filter(id -> !runs.contains(id)).forEach(id -> problems.add(id + " is lost"));
        for (Path file : list(root.resolve("bundles"))) {
            String name = file.getFileName().toString();
            if (!name.endsWith(".part") && !runs.contains(name.replace(".json", ""))) {
                problems.add(name + " has no run, or other bytes than the first delivery");
            }
        }
        for (String id : runs) {
            if (!Files.exists(root.resolve("bundles").resolve(id + ".json"))) {
                problems.add(id + " has no bundle");
            }
        }
        if (Files.exists(root.resolve("effects.txt"))) {
            for (String line : Files.readAllLines(root.resolve("effects.txt"))) {
                String[] words = line.split(" ");
                if (words.length != 4 || !words[2].equals(words[0] + ":" + words[1] + ":1")) {
                    problems.add("a step has another key: " + line);
                }
            }
        }
        return problems;
    }

    /** Returns the number of runs by the type of their last end. */
    static Map<String, Long> ends(Path root) throws IOException {
        Map<String, Long> ends = new TreeMap<>();
        for (Path folder : list(root.resolve("runs"))) {
            if (WorkflowRunIds.isValid(folder.getFileName().toString())) {
                Matcher end = END.matcher(Files.readString(folder.resolve("ledger.jsonl")));
                ends.merge(end.find() ? end.group(1) : "none", 1L, Long::sum);
            }
        }
        return ends;
    }

    /** Returns completed steps without a side effect under their key, and keys of no step, as sentences. */
    static List<String> effectProblems(Path root) throws IOException {
        Set<String> made = new TreeSet<>();
        for (Path mark : list(root.resolve("done"))) {
            made.add(mark.getFileName().toString());
        }
        List<String> problems = new ArrayList<>();
        for (Path folder : list(root.resolve("runs"))) {
            String run = folder.getFileName().toString();
            if (!WorkflowRunIds.isValid(run)) {
                continue;
            }
            for (String line : Files.readAllLines(folder.resolve("ledger.jsonl"))) {
                JsonNode entry = JSON.readTree(line);
                String key = run + ":" + entry.at("/data/step").asText() + ":1";
                if (entry.path("type").asText().equals("step.completed")
                        && !Files.exists(root.resolve("done").resolve(key))) {
                    problems.add(key + " was not made");
                }
                made.remove(key);
            }
        }
        made.forEach(key -> problems.add(key + " belongs to no step"));
        return problems;
    }

    private static void ledger(Path folder, List<String> problems, Set<String> runs, Set<String> keys)
            throws IOException {
        Set<String> completed = new HashSet<>();
        int ends = 0;
        int bundled = 0;
        long seq = 0;
        String text = Files.readString(folder.resolve("ledger.jsonl"), StandardCharsets.UTF_8);
        if (!text.endsWith("\n")) {
            problems.add(folder + ": a torn line is left");
        }
        for (String line : text.split("\n")) {
            JsonNode entry = JSON.readTree(line);
            String type = entry.path("type").asText();
            if (entry.path("seq").asLong() != ++seq) {
                problems.add(folder + ": entry " + seq + " is missing");
            }
            ends += type.matches("run\\.(completed|failed|cancelled)") ? 1 : 0;
            bundled += type.equals("run.bundled") ? 1 : 0;
            if (type.equals("step.completed")
                    && !completed.add(entry.at("/data/step").asText())) {
                problems.add(folder + ": a step was completed twice: " + line);
            }
            if (type.equals("child.started")) {
                runs.add(entry.at("/data/childRunId").asText());
            }
        }
        if (ends != 1 || bundled != 1) {
            problems.add(folder + ": " + ends + " ends and " + bundled + " bundles");
        }
        keys.addAll(completed);
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
