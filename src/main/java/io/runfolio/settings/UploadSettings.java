package io.runfolio.settings;

import java.time.Duration;

/**
 * Limits for uploaded files.
 *
 * @param maxBytes size of one file; default {@code runfolio.media.max-bytes}
 * @param maxTotalBytes size of all files that are not bundled yet; default 8 GiB
 * @param maxPerToken number of files of one token that are not bundled yet; default 500
 * @param maxParallel requests that send files at once; default 8
 * @param expireAfter time without a request after which an upload is deleted; default 24 h
 */
public record UploadSettings(
        long maxBytes, long maxTotalBytes, int maxPerToken, int maxParallel, Duration expireAfter) {

    static UploadSettings read(SettingReader values, long maxMediaBytes) {
        return new UploadSettings(
                values.bytes("runfolio.upload.max-bytes", maxMediaBytes, "size of one uploaded file"),
                values.bytes(
                        "runfolio.upload.max-total-bytes",
                        8L << 30,
                        "size of all uploaded files that are not bundled yet"),
                values.integer(
                        "runfolio.upload.max-per-token",
                        500,
                        1,
                        100_000,
                        "uploaded files of one token that are not bundled yet"),
                values.integer("runfolio.upload.max-parallel", 8, 1, 64, "requests that send files at once"),
                values.duration(
                        "runfolio.upload.expire-after",
                        Duration.ofHours(24),
                        "time without a request after which an upload is deleted"));
    }
}
