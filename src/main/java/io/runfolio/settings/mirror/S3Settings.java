package io.runfolio.settings.mirror;

import io.runfolio.settings.SettingException;
import io.runfolio.settings.SettingReader;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Access to an S3-compatible store. Credentials come from a file or from the environment, never from a setting.
 *
 * @param endpoint address of the server; empty for that of AWS
 * @param region region of the bucket; default {@code us-east-1}
 * @param pathStyle whether the bucket is in the path instead of the host name; default false
 * @param caFile PEM file with the certificates that the server's certificate must follow from; empty for Java's own
 * @param credentialsFile file in the form of {@code ~/.aws/credentials}; empty for the environment
 * @param profile section of that file; default {@code default}
 */
public record S3Settings(
        Optional<URI> endpoint,
        String region,
        boolean pathStyle,
        Optional<Path> caFile,
        Optional<Path> credentialsFile,
        String profile) {
    public static final String CA_FILE = "runfolio.s3.ca-file";
    public static final String CREDENTIALS_FILE = "runfolio.s3.credentials-file";
    private static final Pattern URL = Pattern.compile("(https?://[A-Za-z0-9_.\\[\\]:-]{1,300}/?)?");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,100}");

    public S3Settings {
        caFile = caFile.map(file -> file.toAbsolutePath().normalize());
        credentialsFile = credentialsFile.map(file -> file.toAbsolutePath().normalize());
    }

    /** Reads the settings. */
    public static S3Settings read(SettingReader values) {
        String endpoint = values.text(
                "runfolio.s3.endpoint", "", "an address such as https://s3.example:9000", URL, "the S3 server");
        return new S3Settings(
                endpoint.isEmpty() ? Optional.empty() : Optional.of(uri(endpoint)),
                values.text("runfolio.s3.region", "us-east-1", "a name such as eu-central-1", NAME, "the S3 region"),
                values.flag("runfolio.s3.path-style", false, "whether the bucket is in the path of the address"),
                values.path(CA_FILE, "PEM file with the certificates of the S3 server's authority"),
                values.path(CREDENTIALS_FILE, "file with the access key of the S3 server"),
                values.text("runfolio.s3.profile", "default", "a word", NAME, "section of the credentials file"));
    }

    private static URI uri(String text) {
        try {
            URI uri = URI.create(text);
            if (uri.getHost() != null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw wrong(text);
        }
        throw wrong(text);
    }

    private static SettingException wrong(String text) {
        return new SettingException(
                "runfolio.s3.endpoint", text, "an address such as https://s3.example:9000", "the S3 server");
    }
}
