package io.runfolio.replica.media;

import io.runfolio.bundle.RunFolder;
import io.runfolio.store.object.ObjectInfo;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Media of a bundle that a working copy of records may lack, and their objects. It is a file of the working copy.
 *
 * @param files the files, by path
 */
public record FetchList(List<Item> files) {
    private static final Pattern PREVIEW = Pattern.compile("thumb/.*_(?:storyboard|peaks)\\.[a-z]+");

    public FetchList {
        files = files == null
                ? List.of()
                : files.stream().sorted(Comparator.comparing(Item::path)).toList();
    }

    /**
     * A file.
     *
     * @param path path in the bundle
     * @param bytes size
     * @param sha256 checksum in lower-case hex; null if the object has it
     * @param key key of its object
     */
    public record Item(String path, long bytes, String sha256, String key) {
        /** Returns the object as it is known. */
        public ObjectInfo object() {
            return new ObjectInfo(key, bytes, "", Optional.ofNullable(sha256));
        }
    }

    /** Returns the media of all files of a bundle in the object store. */
    public static FetchList of(Map<String, ObjectInfo> files) {
        return new FetchList(files.entrySet().stream()
                .filter(file -> isFetchedLater(file.getKey()))
                .map(file -> item(file.getKey(), file.getValue()))
                .toList());
    }

    /** Returns a file of a bundle in the object store. */
    public static Item item(String path, ObjectInfo object) {
        return new Item(path, object.bytes(), object.sha256().orElse(null), object.key());
    }

    /** Returns whether copies of records leave a file out. All copies have thumbs and posters, for lists. */
    public static boolean isFetchedLater(String path) {
        return RunFolder.isMedia(path)
                && (!path.startsWith("thumb/") || PREVIEW.matcher(path).matches());
    }

    /** Returns the list with another file, or with another object of it. */
    public FetchList with(Item file) {
        return new FetchList(Stream.concat(without(file.path()).files().stream(), Stream.of(file))
                .toList());
    }

    /** Returns the list without a file. */
    public FetchList without(String path) {
        return new FetchList(
                files.stream().filter(file -> !file.path().equals(path)).toList());
    }

    /** Returns the file of a path. */
    public Optional<Item> find(String path) {
        return files.stream().filter(file -> file.path().equals(path)).findFirst();
    }
}
