/** Derivatives of many outputs made again as jobs that all workers share, at low priority. */
package io.runfolio.work.redo.job;
