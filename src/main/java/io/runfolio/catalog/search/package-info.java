/** Search language: splits text into words and parses search queries. */
package io.runfolio.catalog.search;
