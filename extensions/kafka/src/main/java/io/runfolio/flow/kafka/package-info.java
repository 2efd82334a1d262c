/** Apache Kafka: events come from a topic, and announcements go to one. */
package io.runfolio.flow.kafka;
