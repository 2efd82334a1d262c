/** Free maps of records. They are Runfolio's own fields of runs and assets, reports, and JSON objects of any origin. */
package io.runfolio.run.extras;
