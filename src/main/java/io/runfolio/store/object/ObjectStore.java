package io.runfolio.store.object;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Objects below a prefix of a bucket. Keys are relative to the prefix, with {@code /} between names.
 *
 * <p>Every content is sent with its SHA-256 checksum, which is also stored with the object. All methods throw
 * {@link ObjectStoreException} if the store fails. Implementations are thread-safe.
 */
public interface ObjectStore extends AutoCloseable {
    /** Returns the store's address, such as {@code s3://bucket/prefix}, without secrets. */
    String location();

    /** Writes an object, or replaces it as a whole. */
    ObjectInfo put(String key, ObjectContent content);

    /**
     * Writes an object unless the key is taken; returns whether it did. Not every store decides that atomically:
     * {@link StoreProbe} finds out.
     */
    boolean putIfAbsent(String key, ObjectContent content);

    /** Returns the properties of an object. */
    Optional<ObjectInfo> head(String key);

    /** Opens an object; reading throws {@link IOException} if the connection ends early. */
    InputStream get(String key);

    /**
     * Opens a range of an object.
     *
     * @param from first byte, from 0
     * @param bytes size of the range, at least 1
     */
    InputStream get(String key, long from, long bytes);

    /**
     * Lists objects by key, in pages: memory does not grow with their number.
     *
     * @param prefix beginning of their keys
     */
    Stream<ObjectInfo> list(String prefix);

    /** Deletes an object if it exists. */
    void delete(String key);

    /**
     * Begins an upload in parts, and returns its id.
     *
     * @param sha256 checksum of the whole object, to be stored with it
     */
    String begin(String key, String sha256);

    /** Sends a part, which replaces an earlier one of the number. */
    UploadedPart sendPart(String key, String uploadId, int number, ObjectContent content);

    /**
     * Returns the parts that the store has, by number.
     *
     * @throws ObjectStoreException of kind {@code MISSING} if there is no such upload
     */
    List<UploadedPart> parts(String key, String uploadId);

    /** Makes an object of parts, which appears as a whole. */
    ObjectInfo complete(String key, String uploadId, List<UploadedPart> parts);

    /** Discards the parts of an upload, if it exists. */
    void abort(String key, String uploadId);

    /**
     * Returns a link that reads an object without credentials until it expires.
     *
     * <p>It is computed without a request: the object need not exist. Whoever has the link can read the object, and
     * nothing else.
     */
    URI presign(String key, LinkOptions options);

    /** Requests a link without credentials, as its receiver does, and returns the HTTP status. */
    int status(URI link);

    @Override
    void close();
}
