package io.runfolio.run;

/**
 * What the generator was asked for. Every component may be null.
 *
 * @param raw the prompt as a person wrote it
 * @param enhanced the prompt as it was rewritten
 * @param finalUsed the prompt that the model received
 * @param promptProfile name of the rewriting profile
 * @param rawPath path of {@code prompt.txt} in the bundle, filled in at sealing
 * @param enhancedPath path of {@code prompt_enhanced.txt} in the bundle, filled in at sealing
 */
public record Prompts(
        String raw, String enhanced, String finalUsed, String promptProfile, String rawPath, String enhancedPath) {

    /** Returns a record with nothing in it. */
    public static Prompts none() {
        return new Prompts(null, null, null, null, null, null);
    }
}
