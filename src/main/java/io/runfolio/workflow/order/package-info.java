/** Queue folder of orders for generators. */
package io.runfolio.workflow.order;
