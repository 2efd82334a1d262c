package io.runfolio.hooks;

import io.runfolio.hooks.HookRefusedException.Rule;

/** Refusals that several verifiers have in common. */
final class Refusals {
    private Refusals() {}

    static HookRefusedException unsigned() {
        return new HookRefusedException(Rule.UNSIGNED);
    }
}
