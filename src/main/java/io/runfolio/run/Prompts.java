package io.runfolio.run;

/**
 * Prompts of a run. Every component may be null.
 *
 * @param raw prompt of the user
 * @param enhanced rewritten prompt
 * @param finalUsed prompt that the model received
 * @param promptProfile name of the rewriting profile
 * @param rawPath path of {@code prompt.txt} in the bundle, filled in at sealing
 * @param enhancedPath path of {@code prompt_enhanced.txt} in the bundle, filled in at sealing
 */
public record Prompts(
        String raw, String enhanced, String finalUsed, String promptProfile, String rawPath, String enhancedPath) {

    /** Returns an empty record. */
    public static Prompts none() {
        return new Prompts(null, null, null, null, null, null);
    }
}
