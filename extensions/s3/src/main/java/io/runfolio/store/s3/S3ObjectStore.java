package io.runfolio.store.s3;

import io.runfolio.settings.mirror.BucketAddress;
import io.runfolio.store.object.LinkOptions;
import io.runfolio.store.object.ObjectContent;
import io.runfolio.store.object.ObjectInfo;
import io.runfolio.store.object.ObjectStore;
import io.runfolio.store.object.ObjectStoreException;
import io.runfolio.store.object.UploadedPart;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** Bucket, or a prefix of one, of an S3-compatible server. */
final class S3ObjectStore implements ObjectStore {
    /** User metadata with the checksum, as a HEAD has no checksum of objects that were sent in parts. */
    private static final String SHA256 = "sha256";

    private static final String BINARY = "application/octet-stream";
    private static final int PRECONDITION_FAILED = 412;
    private static final int CONFLICT = 409;

    private final BucketAddress address;
    private final S3Client client;
    private final S3Presigner presigner;
    private final SdkHttpClient stranger;

    /** @param stranger client without credentials, for links */
    S3ObjectStore(BucketAddress address, S3Client client, S3Presigner presigner, SdkHttpClient stranger) {
        this.address = address;
        this.client = client;
        this.presigner = presigner;
        this.stranger = stranger;
    }

    @Override
    public String location() {
        return address.toString();
    }

    @Override
    public ObjectInfo put(String key, ObjectContent content) {
        return call("PUT " + key, () -> {
            String etag = client.putObject(request(key, content).build(), body(content))
                    .eTag();
            return new ObjectInfo(key, content.bytes(), unquoted(etag), Optional.of(content.sha256()));
        });
    }

    @Override
    public boolean putIfAbsent(String key, ObjectContent content) {
        return call("PUT " + key, () -> {
            try {
                client.putObject(request(key, content).ifNoneMatch("*").build(), body(content));
                return true;
            } catch (S3Exception e) {
                if (e.statusCode() == PRECONDITION_FAILED || e.statusCode() == CONFLICT) {
                    return false;
                }
                throw e;
            }
        });
    }

    private PutObjectRequest.Builder request(String key, ObjectContent content) {
        return PutObjectRequest.builder()
                .bucket(address.bucket())
                .key(full(key))
                .checksumSHA256(base64(content.sha256()))
                .metadata(Map.of(SHA256, content.sha256()));
    }

    @Override
    public Optional<ObjectInfo> head(String key) {
        try {
            return Optional.of(call("HEAD " + key, () -> {
                HeadObjectResponse found =
                        client.headObject(head -> head.bucket(address.bucket()).key(full(key)));
                return new ObjectInfo(
                        key,
                        found.contentLength(),
                        unquoted(found.eTag()),
                        Optional.ofNullable(found.metadata().get(SHA256)),
                        Optional.ofNullable(found.lastModified()));
            }));
        } catch (ObjectStoreException e) {
            if (e.kind() == ObjectStoreException.Cause.MISSING) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public InputStream get(String key) {
        return open(key, null);
    }

    @Override
    public InputStream get(String key, long from, long bytes) {
        return open(key, "bytes=" + from + "-" + (from + bytes - 1));
    }

    private InputStream open(String key, String range) {
        return call(
                "GET " + key,
                () -> client.getObject(GetObjectRequest.builder()
                        .bucket(address.bucket())
                        .key(full(key))
                        .range(range)
                        .build()));
    }

    @Override
    public Stream<ObjectInfo> list(String prefix) {
        S3Listing listing = new S3Listing(continuation -> call(
                "LIST " + prefix,
                () -> client.listObjectsV2(list ->
                        list.bucket(address.bucket()).prefix(full(prefix)).continuationToken(continuation))));
        return StreamSupport.stream(
                        Spliterators.spliteratorUnknownSize(listing, Spliterator.ORDERED | Spliterator.NONNULL), false)
                .map(found -> new ObjectInfo(
                        found.key().substring(address.prefix().length()),
                        found.size(),
                        unquoted(found.eTag()),
                        Optional.empty(),
                        Optional.ofNullable(found.lastModified())));
    }

    @Override
    public void delete(String key) {
        call(
                "DELETE " + key,
                () -> client.deleteObject(
                        delete -> delete.bucket(address.bucket()).key(full(key))));
    }

    @Override
    public String begin(String key, String sha256) {
        return call("POST " + key, () -> client.createMultipartUpload(create -> create.bucket(address.bucket())
                        .key(full(key))
                        .checksumAlgorithm(ChecksumAlgorithm.SHA256)
                        .metadata(Map.of(SHA256, sha256)))
                .uploadId());
    }

    @Override
    public UploadedPart sendPart(String key, String uploadId, int number, ObjectContent content) {
        return call("PUT part " + number + " of " + key, () -> {
            String etag = client.uploadPart(
                            part -> part.bucket(address.bucket())
                                    .key(full(key))
                                    .uploadId(uploadId)
                                    .partNumber(number)
                                    .checksumSHA256(base64(content.sha256())),
                            body(content))
                    .eTag();
            return new UploadedPart(number, content.bytes(), unquoted(etag), content.sha256());
        });
    }

    @Override
    public List<UploadedPart> parts(String key, String uploadId) {
        return call(
                "LIST parts of " + key, () -> client
                        .listPartsPaginator(list ->
                                list.bucket(address.bucket()).key(full(key)).uploadId(uploadId))
                        .parts()
                        .stream()
                        .map(part -> new UploadedPart(
                                part.partNumber(), part.size(), unquoted(part.eTag()), hex(part.checksumSHA256())))
                        .toList());
    }

    @Override
    public ObjectInfo complete(String key, String uploadId, List<UploadedPart> parts) {
        List<CompletedPart> all = parts.stream()
                .map(part -> CompletedPart.builder()
                        .partNumber(part.number())
                        .eTag(part.etag())
                        .checksumSHA256(base64(part.sha256()))
                        .build())
                .toList();
        call(
                "POST " + key,
                () -> client.completeMultipartUpload(complete -> complete.bucket(address.bucket())
                        .key(full(key))
                        .uploadId(uploadId)
                        .multipartUpload(upload -> upload.parts(all))));
        // the answer's tag is not that of the object on every server
        return head(key)
                .orElseThrow(() -> new ObjectStoreException(
                        ObjectStoreException.Cause.REFUSED,
                        location() + ": " + key + " is missing after its upload was completed",
                        null));
    }

    @Override
    public void abort(String key, String uploadId) {
        try {
            call(
                    "DELETE parts of " + key,
                    () -> client.abortMultipartUpload(abort ->
                            abort.bucket(address.bucket()).key(full(key)).uploadId(uploadId)));
        } catch (ObjectStoreException e) {
            if (e.kind() != ObjectStoreException.Cause.MISSING) {
                throw e;
            }
        }
    }

    @Override
    public URI presign(String key, LinkOptions options) {
        return call(
                "A link to " + key,
                () -> URI.create((options.isHead() ? head(key, options) : get(key, options)).toExternalForm()));
    }

    private URL get(String key, LinkOptions options) {
        return presigner
                .presignGetObject(sign -> sign.signatureDuration(options.lifetime())
                        .getObjectRequest(get -> get.bucket(address.bucket())
                                .key(full(key))
                                .responseContentType(options.contentType().orElse(null))
                                .responseContentDisposition(
                                        options.contentDisposition().orElse(null))))
                .url();
    }

    private URL head(String key, LinkOptions options) {
        return presigner
                .presignHeadObject(sign -> sign.signatureDuration(options.lifetime())
                        .headObjectRequest(head -> head.bucket(address.bucket())
                                .key(full(key))
                                .responseContentType(options.contentType().orElse(null))
                                .responseContentDisposition(
                                        options.contentDisposition().orElse(null))))
                .url();
    }

    @Override
    public int status(URI link) {
        HttpExecuteRequest request = HttpExecuteRequest.builder()
                .request(SdkHttpRequest.builder()
                        .method(SdkHttpMethod.GET)
                        .uri(link)
                        .build())
                .build();
        try {
            HttpExecuteResponse answer = stranger.prepareRequest(request).call();
            answer.responseBody().ifPresent(AbortableInputStream::abort);
            return answer.httpResponse().statusCode();
        } catch (IOException e) {
            throw S3Failures.of(location(), "GET of a link", SdkClientException.create(e.getMessage(), e));
        }
    }

    @Override
    public void close() {
        client.close();
        presigner.close();
        stranger.close();
    }

    private <T> T call(String what, Supplier<T> request) {
        try {
            return request.get();
        } catch (SdkException e) {
            throw S3Failures.of(location(), what, e);
        }
    }

    private String full(String key) {
        return address.prefix() + key;
    }

    private static RequestBody body(ObjectContent content) {
        return RequestBody.fromContentProvider(
                () -> {
                    try {
                        return content.source().open();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                content.bytes(),
                BINARY);
    }

    private static String base64(String hex) {
        return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
    }

    private static String hex(String base64) {
        if (base64 == null) {
            return "";
        }
        return HexFormat.of().formatHex(Base64.getDecoder().decode(base64));
    }

    private static String unquoted(String etag) {
        return etag == null ? "" : etag.replace("\"", "");
    }
}
