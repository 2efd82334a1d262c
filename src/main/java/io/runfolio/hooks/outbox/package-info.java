/** Webhooks to other systems, delivered at least once from a folder. */
package io.runfolio.hooks.outbox;
