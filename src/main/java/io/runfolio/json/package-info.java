/** JSON mappers and limits, field readers, record formats and the masking of secrets. */
package io.runfolio.json;
