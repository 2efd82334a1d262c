/**
 * Files that clients send before or with an event, kept on disk until the event is bundled.
 *
 * <p>An event refers to an upload as {@code upload:<id>}. The offset of an upload is durable: its bytes are flushed
 * before it is recorded.
 */
package io.runfolio.upload;
