/** The demo of workflow runs: the sample workflows in a worker, started and watched over HTTP. */
package io.runfolio.cli.demo;
