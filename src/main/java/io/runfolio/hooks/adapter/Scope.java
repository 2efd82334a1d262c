package io.runfolio.hooks.adapter;

/**
 * Values that expressions refer to.
 *
 * @param document start of paths with {@code $}
 * @param element start of paths with {@code @}; null outside of lists
 * @param context for placeholders
 */
record Scope(Object document, Object element, AdapterContext context) {
    Scope of(Object other) {
        return new Scope(document, other, context);
    }
}
