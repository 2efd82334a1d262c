/** Log of accesses to artifacts, by day. It is kept only while a rule of the policy needs it. */
package io.runfolio.retention.access;
