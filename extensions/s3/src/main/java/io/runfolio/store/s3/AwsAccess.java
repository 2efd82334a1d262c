package io.runfolio.store.s3;

import io.runfolio.settings.SettingException;
import io.runfolio.settings.mirror.AwsSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;

/** Credentials and HTTP clients for services with an API of AWS, from their settings. */
public final class AwsAccess {
    private static final Duration CONNECT = Duration.ofSeconds(5);

    private AwsAccess() {}

    /**
     * Returns clients that know the server's authority and no credentials.
     *
     * @param read time after which a silent connection is closed
     * @throws SettingException if the file with the authority's certificates cannot be used
     */
    public static SdkHttpClient.Builder<?> http(AwsSettings settings, Duration read) {
        UrlConnectionHttpClient.Builder http =
                UrlConnectionHttpClient.builder().connectionTimeout(CONNECT).socketTimeout(read);
        settings.caFile().ifPresent(file -> http.tlsTrustManagersProvider(new PemTrust(settings.caFileKey(), file)));
        return new BrokenConnectionClient.Builder(http);
    }

    /**
     * Returns the credentials of the file, or of the environment.
     *
     * @throws SettingException if the file cannot be read
     */
    public static AwsCredentialsProvider credentials(AwsSettings settings) {
        if (settings.credentialsFile().isEmpty()) {
            return AwsCredentialsProviderChain.of(
                    EnvironmentVariableCredentialsProvider.create(),
                    ProfileCredentialsProvider.create(settings.profile()));
        }
        Path file = settings.credentialsFile().get();
        String key = settings.credentialsFileKey();
        if (!Files.isReadable(file)) {
            throw new SettingException(
                    key,
                    key + "=" + file + " cannot be read: write aws_access_key_id and aws_secret_access_key into its"
                            + " section [" + settings.profile() + "]");
        }
        return ProfileCredentialsProvider.builder()
                .profileFile(ProfileFile.builder()
                        .content(file)
                        .type(ProfileFile.Type.CREDENTIALS)
                        .build())
                .profileName(settings.profile())
                .build();
    }
}
