package io.runfolio.workflow.template;

import io.runfolio.files.StorageErrors;
import io.runfolio.settings.WorkflowSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folder of templates, one file in JSON or YAML for each version. New templates count at once; a file is read again if
 * its time, size or identity has changed. An invalid file is reported and does not affect others. Links are not
 * followed. Safe for use by several threads.
 */
public final class TemplateFolder {
    private static final int MAX_FILES = 1000;
    private static final long MAX_AGE_NANOS = 1_000_000_000L;
    private static final Logger LOG = LoggerFactory.getLogger(TemplateFolder.class);

    private final Path folder;
    private final TemplateRules rules;
    private Map<String, Known> known = Map.of();
    private Shelf shelf = new Shelf(List.of(), List.of(), List.of());
    private boolean wasRead;
    private long lookedAt;

    /** Content of a file, and of its prompt files, at the time of their stamps. */
    private record Known(List<List<Object>> stamps, List<Path> prompts, TemplateReader.Result reading) {
        static Known read(Path file) {
            List<Object> before = stamp(file);
            TemplateSource source = new TemplateSource(file);
            TemplateReader.Result reading = source.read();
            return new Known(stamps(before, source.prompts()), source.prompts(), reading);
        }

        boolean isUnchanged(Path file) {
            return stamps.equals(stamps(stamp(file), prompts));
        }

        private static List<List<Object>> stamps(List<Object> file, List<Path> prompts) {
            List<List<Object>> stamps = new ArrayList<>(List.of(file));
            prompts.forEach(prompt -> stamps.add(stamp(prompt)));
            return stamps;
        }
    }

    /** @param folder the folder; it may be missing */
    public TemplateFolder(Path folder) {
        this(folder, TemplateRules.DEFAULT);
    }

    /**
     * @param folder the folder; it may be missing
     * @param rules rules of the settings
     */
    public TemplateFolder(Path folder, TemplateRules rules) {
        this.folder = folder;
        this.rules = rules;
    }

    /** Creates the folder of the settings, with their rules. */
    public static TemplateFolder of(WorkflowSettings settings) {
        return new TemplateFolder(settings.templates(), TemplateRules.of(settings));
    }

    /**
     * Content of the folder.
     *
     * @param templates valid templates by id; of an id the canonical version is the first, then the highest
     * @param problems problems of the others
     * @param notes remarks, such as keys without a meaning
     */
    public record Shelf(List<Template> templates, List<TemplateProblem> problems, List<TemplateProblem> notes) {
        /** Returns the canonical version of a template. */
        public Optional<Template> find(String id) {
            return templates.stream()
                    .filter(template -> template.id().equals(id) && template.canonical())
                    .findFirst();
        }

        /** Returns a version of a template. */
        public Optional<Template> find(String id, String version) {
            return templates.stream()
                    .filter(template ->
                            template.id().equals(id) && template.version().equals(version))
                    .findFirst();
        }

        /** Returns the template of a reference. */
        public Optional<Template> find(SubWorkflow sub) {
            return sub.templateVersion() == null
                    ? find(sub.templateId())
                    : find(sub.templateId(), sub.templateVersion());
        }
    }

    /** Returns the content of the folder. New problems are logged. */
    public synchronized Shelf read() {
        List<TemplateProblem> problems = new ArrayList<>();
        Map<String, Known> now = new LinkedHashMap<>();
        for (Path file : files(problems)) {
            String name = file.getFileName().toString();
            Known before = known.get(name);
            now.put(name, before != null && before.isUnchanged(file) ? before : Known.read(file));
        }
        lookedAt = System.nanoTime();
        boolean isUsed = rules.used().map(UsedVersions::refresh).orElse(false);
        if (!wasRead || isUsed || !problems.isEmpty() || !isSame(now)) {
            renew(now, problems);
        }
        return shelf;
    }

    /** Returns the content of the folder, at most one second old, for frequent callers. */
    public synchronized Shelf recent() {
        return wasRead && System.nanoTime() - lookedAt < MAX_AGE_NANOS ? shelf : read();
    }

    private void renew(Map<String, Known> now, List<TemplateProblem> problems) {
        List<Template> parsed = new ArrayList<>();
        List<TemplateProblem> notes = new ArrayList<>();
        now.forEach((name, file) -> {
            file.reading().problems().forEach(why -> problems.add(why.in(name)));
            file.reading().notes().forEach(note -> notes.add(note.in(name)));
            file.reading().template().ifPresent(template -> parsed.add(template.withFile(name)));
        });
        Shelf renewed = new ShelfBuilder(parsed, rules, problems, notes).build();
        if (!renewed.problems().equals(shelf.problems())) {
            renewed.problems().forEach(problem -> LOG.warn("invalid template: {}", problem.message()));
        }
        known = now;
        wasRead = true;
        shelf = renewed;
    }

    private boolean isSame(Map<String, Known> now) {
        return now.keySet().equals(known.keySet())
                && now.entrySet().stream().allMatch(file -> file.getValue() == known.get(file.getKey()));
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
        } catch (NoSuchFileException e) {
            return List.of("missing");
        } catch (IOException e) {
            return List.of(new Object()); // differs from every other stamp, so that the file is read again
        }
    }

    private List<Path> files(List<TemplateProblem> problems) {
        try (Stream<Path> entries = Files.list(folder)) {
            List<Path> files = entries.filter(
                            file -> TemplateSource.isTemplate(file.getFileName().toString()))
                    .sorted()
                    .toList();
            if (files.size() > MAX_FILES) {
                problems.add(problem(
                        "it has more than " + MAX_FILES + " templates, and the others are not read",
                        "move templates that are not used away"));
            }
            return files.stream().limit(MAX_FILES).toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            problems.add(problem("the folder cannot be read: " + StorageErrors.reason(e), "correct its permissions"));
            return List.of();
        }
    }

    private TemplateProblem problem(String reason, String cure) {
        return new TemplateProblem(TemplateProblem.INVALID, folder.toString(), "", reason, cure);
    }
}
