package io.runfolio.settings.mirror;

import io.runfolio.settings.SettingException;
import io.runfolio.settings.SettingReader;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Access to a service with an API of AWS. Credentials come from a file or the environment, never from a setting.
 *
 * @param prefix prefix of its keys, such as {@code runfolio.s3.}
 * @param endpoint address of the server; empty for that of AWS
 * @param region region of the service; default {@code us-east-1}
 * @param caFile PEM file with the certificates that the server's certificate must follow from; empty for Java's own
 * @param credentialsFile file in the form of {@code ~/.aws/credentials}; empty for the environment
 * @param profile section of that file; default {@code default}
 */
public record AwsSettings(
        String prefix,
        Optional<URI> endpoint,
        String region,
        Optional<Path> caFile,
        Optional<Path> credentialsFile,
        String profile) {
    private static final Pattern URL = Pattern.compile("(https?://[A-Za-z0-9_.\\[\\]:-]{1,300}/?)?");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,100}");

    public AwsSettings {
        caFile = caFile.map(file -> file.toAbsolutePath().normalize());
        credentialsFile = credentialsFile.map(file -> file.toAbsolutePath().normalize());
    }

    /** Returns the access without any key, which the first service begins with. */
    static AwsSettings defaults() {
        return new AwsSettings("", Optional.empty(), "us-east-1", Optional.empty(), Optional.empty(), "default");
    }

    /**
     * Reads the keys of a service.
     *
     * @param service name of the service, for messages
     * @param defaults access whose region, files and profile count where the service has no key of its own
     */
    public static AwsSettings read(SettingReader values, String prefix, String service, AwsSettings defaults) {
        String endpoint = values.text(prefix + "endpoint", "", form(service), URL, "the " + service + " server");
        return new AwsSettings(
                prefix,
                endpoint.isEmpty() ? Optional.empty() : Optional.of(uri(prefix, endpoint, service)),
                values.text(
                        prefix + "region",
                        defaults.region,
                        "a name such as eu-central-1",
                        NAME,
                        "the " + service + " region"),
                values.path(
                                prefix + "ca-file",
                                "PEM file with the certificates of the " + service + " server's authority")
                        .or(() -> defaults.caFile),
                values.path(prefix + "credentials-file", "file with the access key of the " + service + " server")
                        .or(() -> defaults.credentialsFile),
                values.text(prefix + "profile", defaults.profile, "a word", NAME, "section of the credentials file"));
    }

    private static String form(String service) {
        return "an address such as https://" + service.toLowerCase(Locale.ROOT) + ".example:9000";
    }

    private static URI uri(String prefix, String text, String service) {
        try {
            URI uri = URI.create(text);
            if (uri.getHost() != null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw wrong(prefix, text, service);
        }
        throw wrong(prefix, text, service);
    }

    private static SettingException wrong(String prefix, String text, String service) {
        return new SettingException(prefix + "endpoint", text, form(service), "the " + service + " server");
    }

    /** Returns the key of the file with the authority's certificates, for messages. */
    public String caFileKey() {
        return prefix + "ca-file";
    }

    /** Returns the key of the file with the access key, for messages. */
    public String credentialsFileKey() {
        return prefix + "credentials-file";
    }
}
