package io.runfolio.flow.sqs;

import io.runfolio.settings.broker.SqsIntakeSettings;
import io.runfolio.settings.mirror.AwsSettings;
import io.runfolio.store.s3.AwsAccess;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.SqsClientBuilder;

/** Builds clients of the AWS SDK from the settings. */
final class SqsClients {
    /** Time beyond that of a long poll after which a silent connection is closed. */
    private static final Duration SILENCE = Duration.ofSeconds(10);

    /** Few, as the intake itself tries again. */
    private static final int ATTEMPTS = 2;

    private SqsClients() {}

    /** @throws io.runfolio.settings.SettingException if a file that the settings name cannot be used */
    static SqsClient open(SqsIntakeSettings settings) {
        AwsSettings access = settings.access();
        SqsClientBuilder builder = SqsClient.builder()
                .httpClientBuilder(AwsAccess.http(access, settings.waitTime().plus(SILENCE)))
                .region(Region.of(access.region()))
                .credentialsProvider(AwsAccess.credentials(access))
                .overrideConfiguration(
                        client -> client.retryStrategy(AwsRetryStrategy.standardRetryStrategy().toBuilder()
                                .maxAttempts(ATTEMPTS)
                                .build()));
        access.endpoint().or(() -> server(settings.queue())).ifPresent(builder::endpointOverride);
        return builder.build();
    }

    /** Returns the server of a queue's address; empty for a name. */
    private static Optional<URI> server(String queue) {
        return queue.contains("://") ? Optional.of(URI.create(queue).resolve("/")) : Optional.empty();
    }
}
