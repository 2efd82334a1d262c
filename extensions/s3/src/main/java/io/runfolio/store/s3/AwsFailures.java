package io.runfolio.store.s3;

import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import software.amazon.awssdk.core.exception.SdkException;

/** Reasons of failures before a server has answered, with what to do. They never contain a key or a signature. */
public final class AwsFailures {
    private AwsFailures() {}

    /** Returns whether there are no credentials. */
    static boolean hasNoKey(SdkException failure) {
        return String.valueOf(failure.getMessage()).contains("Unable to load credentials");
    }

    /**
     * Returns the end of a sentence about a request that failed.
     *
     * @param prefix prefix of the keys of the service, such as {@code runfolio.s3.}
     */
    public static String reason(String prefix, SdkException failure) {
        if (hasNoKey(failure)) {
            return ", as there is no access key: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or " + prefix
                    + "credentials-file";
        }
        if (isUntrusted(failure)) {
            return ", as the certificate of the server is not trusted: set " + prefix
                    + "ca-file to a PEM file with the certificate of its authority";
        }
        return " (" + root(failure) + ")";
    }

    private static boolean isUntrusted(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException || cause instanceof CertPathValidatorException) {
                return true;
            }
        }
        return false;
    }

    private static String root(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }
}
