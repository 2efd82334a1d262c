/** Settings of message brokers: where events come from, and where announcements go. */
package io.runfolio.settings.broker;
