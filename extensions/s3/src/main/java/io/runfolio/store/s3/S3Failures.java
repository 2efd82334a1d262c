package io.runfolio.store.s3;

import io.runfolio.store.object.ObjectStoreException;
import io.runfolio.store.object.ObjectStoreException.Cause;
import java.util.Locale;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** Maps failures of the SDK. Messages have codes and addresses only, never a key or a signature. */
final class S3Failures {
    private static final Set<String> CHECKSUM_CODES = Set.of(
            "BadDigest", "InvalidDigest", "XAmzContentSHA256Mismatch", "XAmzContentChecksumMismatch", "BadChecksum");
    private static final Set<String> DENIED_CODES = Set.of(
            "NoSuchBucket",
            "AccessDenied",
            "InvalidAccessKeyId",
            "SignatureDoesNotMatch",
            "ExpiredToken",
            "PermanentRedirect",
            "AuthorizationHeaderMalformed");

    private S3Failures() {}

    static ObjectStoreException of(String location, String what, SdkException failure) {
        String where = location + ": " + what + " failed";
        if (failure instanceof AwsServiceException service) {
            String code = service.awsErrorDetails() == null
                    ? ""
                    : String.valueOf(service.awsErrorDetails().errorCode());
            Cause kind = isWrongChecksum(service) ? Cause.CHECKSUM : kind(service.statusCode(), code);
            return new ObjectStoreException(
                    kind, where + " with " + service.statusCode() + " " + code + remedy(kind), failure);
        }
        boolean hasNoKey = AwsFailures.hasNoKey(failure);
        return new ObjectStoreException(
                hasNoKey ? Cause.DENIED : Cause.UNAVAILABLE,
                where + AwsFailures.reason("runfolio.s3.", failure),
                failure);
    }

    /** Servers differ in their codes for a checksum, and all name it in the message. */
    private static boolean isWrongChecksum(AwsServiceException failure) {
        return failure.statusCode() == 400
                && String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT).contains("checksum");
    }

    private static Cause kind(int status, String code) {
        if (CHECKSUM_CODES.contains(code)) {
            return Cause.CHECKSUM;
        }
        if (DENIED_CODES.contains(code) || status == 401 || status == 403 || status == 301 || status == 307) {
            return Cause.DENIED;
        }
        if (status == 404) {
            return Cause.MISSING;
        }
        return status >= 500 || status == 429 || status == 408 ? Cause.UNAVAILABLE : Cause.REFUSED;
    }

    private static String remedy(Cause kind) {
        return kind == Cause.DENIED ? ": check bucket, region, access key and the bucket's policy" : "";
    }
}
