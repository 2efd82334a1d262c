/** JSON representations of artifacts, runs and media. */
package io.runfolio.api.json;
