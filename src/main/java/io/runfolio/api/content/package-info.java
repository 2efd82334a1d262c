/** Files of bundles as HTTP content: views, ranges, caching and URLs. */
package io.runfolio.api.content;
