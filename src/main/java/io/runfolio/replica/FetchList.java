package io.runfolio.replica;

import io.runfolio.bundle.RunFolder;
import io.runfolio.replica.MediaList.MediaFile;
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
record FetchList(List<Item> files) {
    private static final Pattern PREVIEW = Pattern.compile("thumb/.*_(?:storyboard|peaks)\\.[a-z]+");

    FetchList {
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
    record Item(String path, long bytes, String sha256, String key) {
        ObjectInfo object() {
            return new ObjectInfo(key, bytes, "", Optional.ofNullable(sha256));
        }
    }

    /** Returns the media of all files of a bundle in the object store. */
    static FetchList of(Map<String, ObjectInfo> files) {
        return new FetchList(files.entrySet().stream()
                .filter(file -> isFetchedLater(file.getKey()))
                .map(file -> item(file.getKey(), file.getValue()))
                .toList());
    }

    /** Returns the media of a list that was sent with a bundle. */
    static FetchList of(MediaList sent) {
        return new FetchList(sent.files().stream()
                .filter(file -> isFetchedLater(file.path()))
                .map(FetchList::item)
                .toList());
    }

    private static Item item(MediaFile file) {
        return new Item(file.path(), file.bytes(), file.sha256(), file.key());
    }

    static Item item(String path, ObjectInfo object) {
        return new Item(path, object.bytes(), object.sha256().orElse(null), object.key());
    }

    /** Returns whether copies of records leave a file out. All copies have thumbs and posters, for lists. */
    static boolean isFetchedLater(String path) {
        return RunFolder.isMedia(path)
                && (!path.startsWith("thumb/") || PREVIEW.matcher(path).matches());
    }

    /** Returns the list with another file, or with another object of it. */
    FetchList with(Item file) {
        return new FetchList(Stream.concat(without(file.path()).files().stream(), Stream.of(file))
                .toList());
    }

    /** Returns the list without a file. */
    FetchList without(String path) {
        return new FetchList(
                files.stream().filter(file -> !file.path().equals(path)).toList());
    }

    Optional<Item> find(String path) {
        return files.stream().filter(file -> file.path().equals(path)).findFirst();
    }
}
