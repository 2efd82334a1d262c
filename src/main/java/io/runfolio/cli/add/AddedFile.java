package io.runfolio.cli.add;

import io.runfolio.files.Checksums;
import io.runfolio.files.PathResolver;
import io.runfolio.files.ScratchFolder;
import io.runfolio.intake.RefusedEventException;
import io.runfolio.media.DerivativeTargets;
import io.runfolio.media.MediaJob;
import io.runfolio.media.MediaProcessor;
import io.runfolio.media.MediaSniffer;
import io.runfolio.media.SniffedType;
import io.runfolio.run.AssetKind;
import io.runfolio.run.DerivativeSettings;
import io.runfolio.wiring.MediaParts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A file that becomes an input or output of a run.
 *
 * @param path its real path
 * @param kind kind by its content
 * @param sha256 checksum of its content
 * @param generation generation data that is embedded in it; empty if absent
 */
public record AddedFile(Path path, AssetKind kind, String sha256, Map<String, Object> generation) {

    /**
     * Inspects a file.
     *
     * @param media reads the embedded data
     * @throws RefusedEventException if it is missing or not a file
     */
    public static AddedFile of(Path file, MediaParts media) throws IOException {
        if (Files.isDirectory(file)) {
            throw refused(file + " is a folder: name the files in it, such as " + file + "/*.png");
        }
        try {
            Path real = PathResolver.realPath(file);
            if (!Files.isRegularFile(real)) {
                throw refused(file + " is not a regular file");
            }
            AssetKind kind = MediaSniffer.sniff(real).map(SniffedType::kind).orElse(AssetKind.OTHER);
            return new AddedFile(real, kind, Checksums.sha256(real), generation(real, kind, media));
        } catch (NoSuchFileException e) {
            throw refused("there is no file " + file);
        }
    }

    String name() {
        return path.getFileName().toString();
    }

    /** Returns a value of the embedded data as text, if there is one. */
    Optional<String> text(String key) {
        return Optional.ofNullable(generation.get(key)).map(String::valueOf);
    }

    private static RefusedEventException refused(String message) {
        return new RefusedEventException("not_a_file", "", message);
    }

    private static Map<String, Object> generation(Path file, AssetKind kind, MediaParts media) {
        Optional<MediaProcessor> processor =
                switch (kind) {
                    case IMAGE -> Optional.of(media.images());
                    case VIDEO -> Optional.of(media.clips());
                    case AUDIO, TEXT, OTHER -> Optional.empty();
                };
        return processor
                .map(reader -> reader.inspect(job(file, kind)).details().get("generation"))
                .map(AddedFile::map)
                .orElseGet(Map::of);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object generation) {
        return (Map<String, Object>) generation;
    }

    private static MediaJob job(Path file, AssetKind kind) {
        Path scratch = ScratchFolder.get().resolve("added");
        return new MediaJob(
                file,
                kind,
                file.getFileName().toString(),
                new DerivativeTargets(scratch, scratch, scratch, scratch),
                DerivativeSettings.defaults());
    }
}
