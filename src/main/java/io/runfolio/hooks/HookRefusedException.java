package io.runfolio.hooks;

import io.runfolio.files.RunfolioException;

/** Thrown for a call whose sender is not proven. The message names the rule, and nothing that was expected. */
public final class HookRefusedException extends RunfolioException {
    private final Rule rule;

    /** Rule that a call breaks. */
    public enum Rule {
        /** A header of the signature is missing, or has another form. */
        UNSIGNED("hook_unsigned", "The request is not signed as this hook requires."),
        /** The signed time is too far from the clock. */
        LATE("hook_late", "The signed time of the request is outside the window of this hook."),
        /** The signature is of another key or another body. */
        WRONG("hook_signature_wrong", "The signature of the request is not valid for this hook.");

        private final String code;
        private final String message;

        Rule(String code, String message) {
            this.code = code;
            this.message = message;
        }
    }

    public HookRefusedException(Rule rule) {
        super(rule.message);
        this.rule = rule;
    }

    public Rule rule() {
        return rule;
    }

    /** Returns the code in responses, such as {@code hook_late}. */
    public String code() {
        return rule.code;
    }
}
