/** Content of workflow runs: references, slots, requests, checks, gates, costs and the event. */
package io.runfolio.workflow.content;
