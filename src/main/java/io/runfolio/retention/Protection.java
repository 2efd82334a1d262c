package io.runfolio.retention;

/**
 * Reason why nothing of an artifact is removed now.
 *
 * @param kind the cause
 * @param artifactId the protected artifact; null if a hold is on a whole run
 * @param words the reason for people, such as {@code held by ann until 2027-01-31: case 7}
 */
public record Protection(ProtectionKind kind, String artifactId, String words) {}
