package io.runfolio.cli.corpus;

import io.runfolio.files.StorageException;
import io.runfolio.media.MediaSniffer;
import io.runfolio.media.SniffedType;
import io.runfolio.run.AssetKind;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Finds the files of a corpus. */
final class CorpusScanner {
    private static final Map<String, AssetKind> BY_EXTENSION = byExtension();

    private CorpusScanner() {}

    /**
     * Returns every regular file below a folder, by name. Links and folders whose names start with a dot are passed
     * over, and so is the folder we work in.
     *
     * @throws IOException if the folder itself cannot be read
     */
    static List<CorpusFile> below(Path folder, Path work) throws IOException {
        Files.newDirectoryStream(folder).close();
        List<CorpusFile> found = new ArrayList<>();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
                boolean hidden =
                        !dir.equals(folder) && dir.getFileName().toString().startsWith(".");
                return hidden || dir.equals(work) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile()) {
                    String name = folder.relativize(file)
                            .toString()
                            .replace(file.getFileSystem().getSeparator(), "/");
                    found.add(CorpusFile.of(
                            name,
                            file,
                            kind(file),
                            attributes.size(),
                            attributes.lastModifiedTime().toMillis()));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) {
                return FileVisitResult.CONTINUE;
            }
        });
        found.sort(Comparator.comparing(CorpusFile::name));
        return found;
    }

    /**
     * Returns the kind that a generator would declare, by content, else by name. A generator believes in what it made:
     * a text that is called {@code .mp4} is declared a clip.
     */
    private static AssetKind kind(Path file) {
        Optional<AssetKind> sniffed = sniff(file);
        if (sniffed.isPresent() && sniffed.get() != AssetKind.TEXT && sniffed.get() != AssetKind.OTHER) {
            return sniffed.get();
        }
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        AssetKind named = BY_EXTENSION.get(name.substring(name.lastIndexOf('.') + 1));
        return Optional.ofNullable(named).or(() -> sniffed).orElse(AssetKind.IMAGE);
    }

    private static Optional<AssetKind> sniff(Path file) {
        try {
            return MediaSniffer.sniff(file).map(SniffedType::kind);
        } catch (StorageException e) {
            // the run's own record will say that it cannot be read
            return Optional.empty();
        }
    }

    private static Map<String, AssetKind> byExtension() {
        Map<String, AssetKind> kinds = new HashMap<>();
        List.of("png apng jpg jpeg jpe jfif gif webp avif heic heif tif tiff bmp dib psd jp2 j2k jpx jxl ico svg"
                        .split(" "))
                .forEach(word -> kinds.put(word, AssetKind.IMAGE));
        List.of("mp4 m4v mov mkv webm avi ts m2ts mpg mpeg flv ogv 3gp wmv".split(" "))
                .forEach(word -> kinds.put(word, AssetKind.VIDEO));
        List.of("wav mp3 flac aac m4a ogg oga opus".split(" ")).forEach(word -> kinds.put(word, AssetKind.AUDIO));
        return Map.copyOf(kinds);
    }
}
