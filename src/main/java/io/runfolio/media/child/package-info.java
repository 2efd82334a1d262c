/** Programs run as children: an argument list, never a shell; a time limit, bounded output, an empty environment, and death as a whole tree. */
package io.runfolio.media.child;
