package io.runfolio.settings.mirror;

import io.runfolio.settings.SettingReader;

/**
 * Access to an S3-compatible store.
 *
 * @param access server and credentials
 * @param pathStyle whether the bucket is in the path instead of the host name; default false
 */
public record S3Settings(AwsSettings access, boolean pathStyle) {
    private static final String PREFIX = "runfolio.s3.";

    /** Reads the settings. */
    public static S3Settings read(SettingReader values) {
        return new S3Settings(
                AwsSettings.read(values, PREFIX, "S3", AwsSettings.defaults()),
                values.flag(PREFIX + "path-style", false, "whether the bucket is in the path of the address"));
    }
}
