package io.runfolio.workflow;

import io.runfolio.run.Finding;
import io.runfolio.run.StorageErrors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of templates, one JSON file each. It is looked at whenever it is asked, so a template that is put there
 * counts at once; a file is read again when its time, size or identity has changed. A file that cannot be used is named,
 * and stops no other. Links are not followed. Safe for use by several threads.
 */
public final class Templates {
    private static final int MOST_FILES = 1000;
    private static final int MAX_BYTES = 1 << 20;
    private static final long MAX_AGE_NANOS = 1_000_000_000L;
    private static final Logger LOG = LoggerFactory.getLogger(Templates.class);

    private final Path folder;
    private Map<String, Known> known = Map.of();
    private Shelf shelf = new Shelf(List.of(), List.of());
    private boolean wasRead;
    private long lookedAt;

    /** Content of a file at the time of its stamp. */
    private record Known(List<Object> stamp, TemplateReader.Reading reading) {}

    /**
     * @param folder the folder; there need not be any
     */
    public Templates(Path folder) {
        this.folder = folder;
    }

    /**
     * What the folder holds.
     *
     * @param templates those that can be used, by their ids' order
     * @param problems what is wrong with the others
     */
    public record Shelf(List<Template> templates, List<Finding> problems) {
        /** Returns a template. */
        public Optional<Template> find(String id) {
            return templates.stream()
                    .filter(template -> template.id().equals(id))
                    .findFirst();
        }
    }

    /** Returns what the folder holds. Problems that were not there before are logged. */
    public synchronized Shelf read() {
        List<Finding> problems = new ArrayList<>();
        Map<String, Known> now = new LinkedHashMap<>();
        for (Path file : files(problems)) {
            String name = file.getFileName().toString();
            List<Object> stamp = stamp(file);
            Known before = known.get(name);
            boolean same = before != null && before.stamp().equals(stamp);
            now.put(name, same ? before : new Known(stamp, reading(file)));
        }
        lookedAt = System.nanoTime();
        if (!wasRead || !problems.isEmpty() || !now.equals(known)) {
            renew(now, problems);
        }
        return shelf;
    }

    /** Returns what the folder held a second ago at the latest, for those who ask often. */
    public synchronized Shelf recent() {
        return wasRead && System.nanoTime() - lookedAt < MAX_AGE_NANOS ? shelf : read();
    }

    private void renew(Map<String, Known> now, List<Finding> problems) {
        Map<String, Template> byFile = new LinkedHashMap<>();
        now.forEach((name, file) -> {
            file.reading().wrong().forEach(why -> problems.add(problem(name, why)));
            file.reading().template().ifPresent(template -> byFile.put(name, template));
        });
        List<Template> usable = usable(byFile, problems);
        if (!problems.equals(shelf.problems())) {
            problems.forEach(problem -> LOG.warn("a template cannot be used: {}", problem.message()));
        }
        known = now;
        wasRead = true;
        shelf = new Shelf(usable, List.copyOf(problems));
    }

    private static List<Object> stamp(Path file) {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return List.of(
                    attributes.lastModifiedTime(),
                    attributes.size(),
                    String.valueOf(attributes.fileKey()),
                    attributes.isRegularFile());
        } catch (IOException e) {
            return List.of(new Object()); // never the same as another, so that it is looked at again
        }
    }

    private List<Path> files(List<Finding> problems) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(file -> file.toString().endsWith(".json"))
                    .filter(file -> !file.getFileName().toString().startsWith("."))
                    .sorted()
                    .limit(MOST_FILES)
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            problems.add(problem(folder.toString(), "the folder cannot be read: " + StorageErrors.reason(e)));
            return List.of();
        }
    }

    private static TemplateReader.Reading reading(Path file) {
        try {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                return TemplateReader.Reading.unusable(
                        Files.isSymbolicLink(file) ? "it is a link: links are not followed" : "it is not a file");
            }
            // opened so that a link that takes the file's place meanwhile is not followed either
            try (InputStream stream = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
                byte[] bytes = stream.readNBytes(MAX_BYTES + 1);
                return bytes.length > MAX_BYTES
                        ? TemplateReader.Reading.unusable("it has more than " + MAX_BYTES + " bytes")
                        : TemplateReader.read(bytes);
            }
        } catch (IOException e) {
            return TemplateReader.Reading.unusable("it cannot be read: " + StorageErrors.reason(e));
        }
    }

    /** Takes in, round by round, what needs only what is in already. What is never taken in needs a template that is not there, or itself. */
    private static List<Template> usable(Map<String, Template> byFile, List<Finding> problems) {
        Map<String, Template> taken = new LinkedHashMap<>();
        Map<String, Template> waiting = new LinkedHashMap<>();
        Map<String, String> fileOf = new LinkedHashMap<>();
        byFile.forEach((file, template) -> {
            String other = fileOf.putIfAbsent(template.id(), file);
            if (other == null) {
                waiting.put(file, template);
            } else {
                problems.add(problem(file, "id is that of " + other + ": " + template.id()));
            }
        });
        boolean more = true;
        while (more) {
            more = waiting.values().removeIf(template -> {
                boolean complete = lacking(template, taken).isEmpty();
                if (complete) {
                    taken.put(template.id(), template);
                }
                return complete;
            });
        }
        waiting.forEach((file, template) -> lacking(template, taken)
                .ifPresent(sub -> problems.add(problem(
                        file,
                        "subWorkflow names the template " + sub.templateId() + ", version " + sub.templateVersion()
                                + ", which is not there, cannot be used, or leads back to this one"))));
        return taken.values().stream()
                .sorted(Comparator.comparing(Template::id))
                .toList();
    }

    private static Optional<SubWorkflow> lacking(Template template, Map<String, Template> taken) {
        return template.steps().stream()
                .flatMap(step -> Optional.ofNullable(step.subWorkflow()).stream())
                .filter(sub -> !Optional.ofNullable(taken.get(sub.templateId()))
                        .map(Template::version)
                        .equals(Optional.of(sub.templateVersion())))
                .findFirst();
    }

    private static Finding problem(String file, String why) {
        return new Finding("template_invalid", file, file + ": " + why);
    }
}
