/**
 * Conversion of an event to a request, or to the reason of its refusal. Has the parsing, validation and masking, and
 * the folders that events may read.
 */
package io.runfolio.intake;
