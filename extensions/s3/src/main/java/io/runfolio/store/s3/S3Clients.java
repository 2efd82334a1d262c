package io.runfolio.store.s3;

import io.runfolio.settings.mirror.S3Settings;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** Builds clients of the AWS SDK from the settings. */
final class S3Clients {
    private static final Duration READ = Duration.ofSeconds(60);

    private final S3Settings settings;
    private final AwsCredentialsProvider credentials;

    S3Clients(S3Settings settings) {
        this.settings = settings;
        credentials = AwsAccess.credentials(settings.access());
    }

    /** Returns clients that know the server's authority and no credentials. */
    SdkHttpClient.Builder<?> http() {
        return AwsAccess.http(settings.access(), READ);
    }

    S3Client client() {
        S3ClientBuilder builder = S3Client.builder()
                .httpClientBuilder(http())
                .region(Region.of(settings.access().region()))
                .credentialsProvider(credentials)
                .forcePathStyle(settings.pathStyle())
                // every content has a checksum already; other stores do not know the SDK's own
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .serviceConfiguration(
                        S3Configuration.builder().chunkedEncodingEnabled(false).build())
                .overrideConfiguration(retry -> retry.retryStrategy(RetryMode.STANDARD));
        settings.access().endpoint().ifPresent(builder::endpointOverride);
        return builder.build();
    }

    S3Presigner presigner() {
        S3Presigner.Builder builder = S3Presigner.builder()
                .region(Region.of(settings.access().region()))
                .credentialsProvider(credentials)
                .serviceConfiguration(S3Configuration.builder()
                        .pathStyleAccessEnabled(settings.pathStyle())
                        .build());
        settings.access().endpoint().ifPresent(builder::endpointOverride);
        return builder.build();
    }
}
