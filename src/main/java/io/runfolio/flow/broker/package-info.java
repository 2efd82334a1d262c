/** Routes of message brokers: the interface of their extensions, and the steps that they share. */
package io.runfolio.flow.broker;
