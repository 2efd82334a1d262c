/** Object store with the S3 protocol, by the AWS SDK with the HTTP client of the JDK. */
package io.runfolio.store.s3;
