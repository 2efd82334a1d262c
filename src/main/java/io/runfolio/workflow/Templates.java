package io.runfolio.workflow;

import io.runfolio.run.Finding;
import io.runfolio.run.StorageErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of templates, one JSON file each. It is read anew whenever it is asked, so a template that is put there counts at once; a file that cannot be used is named, and stops no other. Safe for use
 * by several threads.
 */
public final class Templates {
    private static final int MOST_FILES = 1000;
    private static final long LARGEST = 1L << 20;
    private static final Logger LOG = LoggerFactory.getLogger(Templates.class);

    private final Path folder;
    private final AtomicReference<List<Finding>> told = new AtomicReference<>(List.of());

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

    /** Reads the folder. Problems that were not there before are logged. */
    public Shelf read() {
        List<Finding> problems = new ArrayList<>();
        Map<String, Template> byFile = new LinkedHashMap<>();
        for (Path file : files(problems)) {
            String name = file.getFileName().toString();
            TemplateReader.Reading reading = reading(file);
            reading.wrong().forEach(why -> problems.add(problem(name, why)));
            reading.template().ifPresent(template -> byFile.put(name, template));
        }
        List<Template> usable = usable(byFile, problems);
        if (!problems.equals(told.getAndSet(List.copyOf(problems)))) {
            problems.forEach(problem -> LOG.warn("a template cannot be used: {}", problem.message()));
        }
        return new Shelf(usable, List.copyOf(problems));
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
            if (!Files.isRegularFile(file)) {
                return TemplateReader.Reading.unusable("it is not a file");
            }
            if (Files.size(file) > LARGEST) {
                return TemplateReader.Reading.unusable("it has more than " + LARGEST + " bytes");
            }
            return TemplateReader.read(Files.readAllBytes(file));
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
