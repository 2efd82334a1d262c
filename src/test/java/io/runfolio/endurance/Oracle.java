package io.runfolio.endurance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.runfolio.TestWorkspace;
import io.runfolio.cli.CommandResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Counts, from files and processes alone, what workers made of a stream of events. It shares no code with what it
 * judges.
 */
final class Oracle {
    private static final List<String> ALWAYS_THERE =
            List.of("run.json", "manifest.json", "notes.md", "inputs", "original", "web", "thumb", "logs");
    /** Names that may be in the control folder while no worker runs. */
    /** Marker of a storage root, which outlives every worker. */
    private static final Set<String> ROOT_MARKS = Set.of(".root.json", ".known-roots");

    private static final Set<String> KEPT = Stream.concat(
                    ROOT_MARKS.stream(), Stream.of("events.jsonl", "locks", "staging", "ids"))
            .collect(Collectors.toUnmodifiableSet());

    private static final ObjectMapper JSON = new ObjectMapper();

    private final TestWorkspace testWorkspace;
    private final EventStream events;
    private final Set<Path> looked = new HashSet<>();

    Oracle(TestWorkspace testWorkspace, EventStream events) {
        this.testWorkspace = testWorkspace;
        this.events = events;
    }

    /** Returns violations at any moment, also after a kill: partial bundles, bad lines before the last. */
    List<String> atAnyMoment() {
        List<String> wrong = new ArrayList<>();
        for (Path bundle : testWorkspace.bundles()) {
            if (looked.add(bundle)) {
                wrong.addAll(halfBundle(bundle));
            }
        }
        wrong.addAll(lines(false).wrong());
        return wrong;
    }

    /** Returns what is wrong when all is done and no worker is left. */
    List<String> atTheEnd() {
        List<String> wrong = new ArrayList<>(atAnyMoment());
        wrong.addAll(lines(true).wrong());
        wrong.addAll(bundlesAndLines());
        wrong.addAll(places());
        wrong.addAll(leftovers());
        wrong.addAll(verified());
        return wrong;
    }

    private List<String> halfBundle(Path bundle) {
        List<String> wrong = new ArrayList<>();
        for (String name : ALWAYS_THERE) {
            if (!Files.exists(bundle.resolve(name))) {
                wrong.add(bundle + " is visible without " + name);
                return wrong;
            }
        }
        JsonNode run = TestWorkspace.json(bundle.resolve("run.json"));
        for (JsonNode output : identity(bundle).isPresent() ? run.get("outputs") : List.<JsonNode>of()) {
            String source =
                    Path.of(output.get("source_path").asText()).getFileName().toString();
            Path original = bundle.resolve(output.get("relative_path").asText());
            if (!Files.exists(original)
                    || !TestWorkspace.sha256(original).equals(events.originals().get(source))) {
                wrong.add(original + " is not what " + source + " is");
            }
        }
        return wrong;
    }

    /** The lines of the index that are whole, and what is wrong with the others. */
    private record Lines(List<JsonNode> whole, List<String> wrong) {}

    private Lines lines(boolean lastToo) {
        Path index = testWorkspace.outputs.resolve("index.jsonl");
        List<JsonNode> whole = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        String text = Files.exists(index) ? text(index) : "";
        int end = text.lastIndexOf('\n') + 1;
        if (lastToo && end < text.length()) {
            wrong.add("the index has a torn tail: " + text.substring(end));
        }
        for (String line : text.substring(0, end).split("\n")) {
            try {
                if (!line.isEmpty()) {
                    whole.add(JSON.readTree(line));
                }
            } catch (IOException e) {
                wrong.add("no line: " + line);
            }
        }
        return new Lines(whole, wrong);
    }

    private List<String> bundlesAndLines() {
        List<String> wrong = new ArrayList<>();
        Map<String, Integer> perIdentity = new TreeMap<>();
        Set<String> runs = new TreeSet<>();
        for (Path bundle : testWorkspace.bundles()) {
            runs.add(bundle.getFileName().toString());
            identity(bundle).ifPresent(identity -> perIdentity.merge(identity, 1, Integer::sum));
        }
        Map<String, Integer> wanted = new TreeMap<>();
        events.identities().forEach(identity -> wanted.put(identity, 1));
        if (!perIdentity.equals(wanted)) {
            wrong.add("bundles are not one for each identity: " + difference(perIdentity, wanted));
        }
        List<String> lines = lines(true).whole().stream()
                .map(line -> line.get("run_id").asText())
                .sorted()
                .toList();
        if (!lines.equals(List.copyOf(runs))) {
            wrong.add(lines.size() + " index lines for " + runs.size() + " bundles, or not the same ones");
        }
        return wrong;
    }

    /**
     * Every event is in one place: with the words that were bundled in {@code .done}, with other words in
     * {@code .failed}.
     */
    private List<String> places() {
        Map<String, Integer> bundled = new HashMap<>();
        for (Path bundle : testWorkspace.bundles()) {
            String notes =
                    TestWorkspace.json(bundle.resolve("run.json")).get("notes").asText();
            identity(bundle).ifPresent(identity -> bundled.put(identity, notes.endsWith("2") ? 2 : 1));
        }
        Set<String> done = new TreeSet<>();
        Set<String> failed = new TreeSet<>();
        events.dropped()
                .forEach((name, event) -> (Integer.valueOf(event.variant()).equals(bundled.get(event.identity()))
                                ? done
                                : failed)
                        .add(name));
        List<String> wrong = new ArrayList<>();
        compare(
                wrong,
                ".done",
                done,
                testWorkspace.events(".done").stream()
                        .filter(name -> name.startsWith("event-"))
                        .collect(Collectors.toSet()));
        Set<String> refused = testWorkspace.events(".failed").stream()
                .filter(name -> name.startsWith("event-") && !name.endsWith(".error.json"))
                .collect(Collectors.toCollection(TreeSet::new));
        compare(wrong, ".failed", failed, refused);
        for (String name : refused) {
            Path reason = testWorkspace.inbox.resolve(".failed").resolve(name.replace(".json", ".error.json"));
            if (!Files.exists(reason) || !text(reason).contains("\"conflict\"")) {
                wrong.add(name + " was refused, and not as a conflict: " + (Files.exists(reason) ? text(reason) : ""));
            }
        }
        return wrong;
    }

    private static void compare(List<String> wrong, String place, Set<String> wanted, Set<String> found) {
        if (!wanted.equals(found)) {
            Set<String> missing = new TreeSet<>(wanted);
            missing.removeAll(found);
            Set<String> more = new TreeSet<>(found);
            more.removeAll(wanted);
            wrong.add(place + " lacks " + missing + " and has " + more + " that should not be there");
        }
    }

    /** Returns whether a file is an empty reservation of a run id, which a kill may leave. */
    private static boolean hasNoOwnerYet(Path file) {
        return file.getParent().endsWith("ids") && text(file).isEmpty();
    }

    /**
     * Returns leftovers that no finished worker may have. These are claims, attempts, staging, run ids, temporary
     * files, children, and other originals.
     */
    private List<String> leftovers() {
        List<String> wrong = new ArrayList<>();
        testWorkspace.events("").forEach(name -> wrong.add(name + " still waits"));
        below(testWorkspace.inbox.resolve(".work")).stream()
                .filter(file -> !file.getFileName().toString().endsWith(".alive"))
                .filter(file -> !file.endsWith(".attempts"))
                .filter(file -> !ROOT_MARKS.contains(file.getFileName().toString()))
                .forEach(file -> wrong.add("left: " + file));
        below(testWorkspace.inbox.resolve(".waiting")).forEach(file -> wrong.add("still waits: " + file));
        testWorkspace.leftovers().stream()
                .filter(file -> !hasNoOwnerYet(file))
                .forEach(file -> wrong.add("left: " + file));
        list(testWorkspace.outputs.resolve(".runfolio")).stream()
                .filter(file -> !KEPT.contains(file.getFileName().toString()))
                .forEach(file -> wrong.add("left: " + file));
        below(testWorkspace.temporary).forEach(file -> wrong.add("left: " + file));
        ProcessTable.below(testWorkspace.root).forEach(process -> wrong.add("still runs: " + process));
        for (Path file : events.media()) {
            if (!TestWorkspace.sha256(file)
                    .equals(events.originals().get(file.getFileName().toString()))) {
                wrong.add(file + " was changed");
            }
        }
        return wrong;
    }

    /**
     * Asks {@code runfolio verify --json}. A sign of life or a run id that is younger than a minute is nobody's to
     * judge, so a worker that comes after a minute must have cleared it: the minute is taken from the files' times.
     */
    private List<String> verified() {
        for (String folder : List.of("locks", "ids")) {
            list(testWorkspace.outputs.resolve(".runfolio").resolve(folder)).forEach(Oracle::age);
        }
        list(testWorkspace.inbox.resolve(".work")).forEach(Oracle::age);
        testWorkspace.drain();
        CommandResult verify =
                CommandResult.runfolio(Stream.concat(Stream.of("verify", "--json"), testWorkspace.options().stream())
                        .toArray(String[]::new));
        return verify.code() == 0 ? List.of() : List.of("verify: " + verify);
    }

    /** Returns which of the stream's identities became a bundle; hostile events are none of them. */
    private static Optional<String> identity(Path bundle) {
        String id = TestWorkspace.json(bundle.resolve("run.json"))
                .at("/source_metadata/runfolio/event_id")
                .asText();
        return id.contains("run-") ? Optional.of(id.substring(id.indexOf("run-"))) : Optional.empty();
    }

    private static Map<String, Integer> difference(Map<String, Integer> found, Map<String, Integer> wanted) {
        Map<String, Integer> difference = new TreeMap<>();
        Set<String> all = new TreeSet<>(found.keySet());
        all.addAll(wanted.keySet());
        for (String key : all) {
            if (!wanted.getOrDefault(key, 0).equals(found.getOrDefault(key, 0))) {
                difference.put(key, found.getOrDefault(key, 0));
            }
        }
        return difference;
    }

    private static void age(Path file) {
        try {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(120)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Path> list(Path folder) {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (NoSuchFileException e) {
            return List.of(); // it has gone meanwhile
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> below(Path folder) {
        try (Stream<Path> files = Files.exists(folder) ? Files.walk(folder) : Stream.empty()) {
            return files.filter(file -> !file.equals(folder)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
