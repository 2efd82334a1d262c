/** File operations that need nothing but the JDK. */
package io.runfolio.files;
