/** The contract rendered as an HTML page. */
package io.runfolio.api.docs;
