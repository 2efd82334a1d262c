/** What operators may set: one record a concern, each with its defaults, the keys it is read from and its checks. An error names the key, what was given, the form that is wanted and what it means. */
package io.runfolio.settings;
