/**
 * Download of sources that events name by URL, from allowed hosts only. Knows no queue, no bundle and no route: it gets
 * an event and leaves files below one folder.
 */
package io.runfolio.fetch;
