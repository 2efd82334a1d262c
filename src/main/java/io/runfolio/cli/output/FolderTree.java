package io.runfolio.cli.output;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Draws a folder as a tree of names with sizes. */
public final class FolderTree {
    private FolderTree() {}

    public static void print(PrintWriter out, Path folder) {
        out.println(folder.getFileName() + "/");
        children(out, folder, "");
        out.flush();
    }

    private static void children(PrintWriter out, Path folder, String indent) {
        List<Path> entries = list(folder);
        for (int i = 0; i < entries.size(); i++) {
            boolean last = i == entries.size() - 1;
            Path entry = entries.get(i);
            String name = Terminal.printable(entry.getFileName().toString());
            if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                out.println(indent + (last ? "└── " : "├── ") + name + "/");
                children(out, entry, indent + (last ? "    " : "│   "));
            } else {
                out.println(indent + (last ? "└── " : "├── ") + name + "  " + size(entry));
            }
        }
    }

    private static List<Path> list(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> !entry.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String size(Path file) {
        try {
            if (Files.isSymbolicLink(file)) {
                return "a link, not followed";
            }
            long bytes = Files.size(file);
            return bytes < 10_000 ? bytes + " B" : String.format(Locale.ROOT, "%.1f kB", bytes / 1000.0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
