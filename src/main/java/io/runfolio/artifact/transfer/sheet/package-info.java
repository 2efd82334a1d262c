/** Contact sheets: pages of thumbnails with captions. */
package io.runfolio.artifact.transfer.sheet;
