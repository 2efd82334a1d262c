package io.runfolio.artifact.transfer;

import io.runfolio.files.PathResolver;
import io.runfolio.files.RegularFiles;
import io.runfolio.files.StorageErrors;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Readable export: a zip or a folder. */
interface ExportSource extends AutoCloseable {
    /** Hands over the paths of all files in it, with {@code /}, one after the other. */
    void forEachPath(Consumer<String> consumer) throws IOException;

    /** Returns how many bytes a file takes in it; empty where that is its size. */
    OptionalLong compressedBytes(String path);

    /**
     * Opens a file.
     *
     * @throws java.nio.file.NoSuchFileException if it is not there
     */
    InputStream open(String path) throws IOException;

    @Override
    void close() throws IOException;

    /** @throws TransferException with the code {@code not_an_export} if it is neither */
    static ExportSource of(Path source) throws IOException {
        if (Files.isDirectory(source)) {
            return new Folder(PathResolver.realPath(source));
        }
        if (!Files.isRegularFile(source)) {
            throw new TransferException("not_an_export", source + " is neither a zip nor a folder: name an export.");
        }
        try {
            ZipDirectory.check(source);
            return new Zip(new ZipFile(source.toFile()));
        } catch (java.util.zip.ZipException e) {
            throw new TransferException(
                    "not_an_export",
                    source + " cannot be read as a zip: " + StorageErrors.reason(e) + ". Copy it again.");
        }
    }

    /** A zip; it is read by its directory, which says once where each file is. */
    record Zip(ZipFile zip) implements ExportSource {
        @Override
        public void forEachPath(Consumer<String> consumer) {
            zip.stream().filter(entry -> !entry.isDirectory()).forEach(entry -> consumer.accept(entry.getName()));
        }

        @Override
        public OptionalLong compressedBytes(String path) {
            ZipEntry entry = zip.getEntry(path);
            return entry == null ? OptionalLong.empty() : OptionalLong.of(Math.max(0, entry.getCompressedSize()));
        }

        @Override
        public InputStream open(String path) throws IOException {
            ZipEntry entry = zip.getEntry(path);
            if (entry == null) {
                throw new java.nio.file.NoSuchFileException(path);
            }
            return zip.getInputStream(entry);
        }

        @Override
        public void close() throws IOException {
            zip.close();
        }
    }

    /** A folder; links in it are not followed. */
    record Folder(Path root) implements ExportSource {
        private static final int MAX_DEPTH = BundleLimits.MAX_DEPTH + 4;

        @Override
        public void forEachPath(Consumer<String> consumer) throws IOException {
            try (Stream<Path> all = Files.walk(root, MAX_DEPTH)) {
                all.filter(RegularFiles::exists)
                        .map(file -> root.relativize(file).toString().replace('\\', '/'))
                        .forEach(consumer);
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        }

        @Override
        public OptionalLong compressedBytes(String path) {
            return OptionalLong.empty();
        }

        @Override
        public InputStream open(String path) throws IOException {
            try {
                return new PathResolver(root).open(path);
            } catch (PathResolver.RefusedPathException e) {
                throw new java.nio.file.NoSuchFileException(path, null, e.getMessage());
            }
        }

        @Override
        public void close() {}
    }
}
