/** JMS and AMQP 1.0: events come from a queue, and announcements go to a topic. */
package io.runfolio.flow.jms;
