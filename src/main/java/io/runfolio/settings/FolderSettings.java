package io.runfolio.settings;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Folders of events, bundles and media.
 *
 * @param inbox queue folder; default {@code inbox}
 * @param outputs folder of the bundles; default {@code outputs}
 * @param sourceRoots folders below which events may name files; default the inbox's parent and the working directory
 */
public record FolderSettings(Path inbox, Path outputs, List<Path> sourceRoots) {

    public FolderSettings {
        inbox = inbox.toAbsolutePath().normalize();
        outputs = outputs.toAbsolutePath().normalize();
        sourceRoots = sourceRoots.stream()
                .map(root -> root.toAbsolutePath().normalize())
                .distinct()
                .toList();
    }

    static FolderSettings read(SettingReader values) {
        Path inbox = values.path("runfolio.inbox", "queue folder of events").orElse(Path.of("inbox"));
        Path outputs = values.path("runfolio.outputs", "folder of the bundles").orElse(Path.of("outputs"));
        List<Path> roots =
                values.paths("runfolio.source-roots", defaultRoots(inbox), "folders below which events may name files");
        return new FolderSettings(inbox, outputs, roots);
    }

    /** Returns the default source roots: parent of the inbox and working directory, without roots of disks. */
    public static List<Path> defaultRoots(Path inbox) {
        return defaults(inbox).filter(root -> root.getParent() != null).toList();
    }

    /** Returns whether a default source root was excluded because it is the root of a disk. */
    public static boolean hasExcludedDefaultRoot(Path inbox) {
        return defaults(inbox).anyMatch(root -> root.getParent() == null);
    }

    private static Stream<Path> defaults(Path inbox) {
        Path absolute = inbox.toAbsolutePath().normalize();
        Path parent = absolute.getParent() == null ? absolute : absolute.getParent();
        return Stream.of(parent, Path.of("").toAbsolutePath());
    }
}
