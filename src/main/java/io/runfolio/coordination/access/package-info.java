/** State of access to the API that all its servers share: sessions, and attempts at passwords. */
package io.runfolio.coordination.access;
