/** The one place where parts are constructed and registered with Camel. */
package io.runfolio.wiring;
