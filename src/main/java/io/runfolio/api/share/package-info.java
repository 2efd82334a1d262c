/** Share links and signed URLs over HTTP: their management, and what people without an account see. */
package io.runfolio.api.share;
