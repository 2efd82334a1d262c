/** Commands of holds and removal: {@code hold}, {@code release}, {@code purge}, {@code restore}, {@code trash}. */
package io.runfolio.cli.removal;
