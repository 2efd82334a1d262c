package io.runfolio.coordination.folder;

import io.runfolio.files.StorageErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Events of a queue folder that may still be bundled. */
record OpenEvents(InboxLayout layout) {
    /** An event that moves while the folders are listed is found in a later round. */
    private static final int ROUNDS = 3;

    /** Reads the events, each at one of its places at least. */
    void read(Consumer<byte[]> reader) {
        Set<Path> known = new HashSet<>();
        for (int round = 0; round < ROUNDS; round++) {
            list(layout.failed(), InboxLayout::isFailedEvent, known, reader);
            list(layout.inbox(), InboxLayout::isEvent, known, reader);
            list(layout.waiting(), OpenEvents::isClaim, known, reader);
            for (Path worker : list(layout.work(), name -> !name.startsWith("."))) {
                list(worker, OpenEvents::isClaim, known, reader);
            }
        }
    }

    /** Returns the names that the producers gave to the files. */
    Set<String> names() {
        Set<String> names = new HashSet<>();
        for (int round = 0; round < ROUNDS; round++) {
            list(layout.failed(), InboxLayout::isFailedEvent).forEach(file -> names.add(plainName(file)));
            list(layout.inbox(), InboxLayout::isEvent).forEach(file -> names.add(plainName(file)));
            list(layout.waiting(), OpenEvents::isClaim).forEach(file -> names.add(claimName(file)));
            for (Path worker : list(layout.work(), name -> !name.startsWith("."))) {
                list(worker, OpenEvents::isClaim).forEach(file -> names.add(claimName(file)));
            }
        }
        return names;
    }

    private static String plainName(Path file) {
        return file.getFileName().toString();
    }

    private static String claimName(Path file) {
        return ClaimFolder.parseClaim(file).name();
    }

    private static boolean isClaim(String name) {
        return name.contains(InboxLayout.CLAIM_SEPARATOR);
    }

    private static void list(Path folder, Predicate<String> wanted, Set<Path> known, Consumer<byte[]> reader) {
        for (Path file : list(folder, wanted)) {
            if (known.contains(file)) {
                continue;
            }
            try {
                reader.accept(Files.readAllBytes(file));
                known.add(file);
            } catch (NoSuchFileException e) {
                continue; // it has moved, and the next round finds it
            } catch (IOException e) {
                throw StorageErrors.translate(e, "An event cannot be read");
            }
        }
    }

    private static List<Path> list(Path folder, Predicate<String> wanted) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> wanted.test(file.getFileName().toString()))
                    .toList();
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The inbox cannot be listed");
        }
    }
}
