package io.runfolio.upload;

/**
 * Number and space of the uploads that are not bundled yet.
 *
 * @param count number of uploads
 * @param bytes their sizes, what is still to come included
 * @param maxBytes limit of the settings
 */
public record UploadUsage(int count, long bytes, long maxBytes) {}
