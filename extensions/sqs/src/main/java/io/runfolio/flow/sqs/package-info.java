/** Amazon SQS: events come from messages of a queue, or from objects that its notifications name. */
package io.runfolio.flow.sqs;
