package io.runfolio.run;

/** A storage root is not there, or is another than the one that work began with. Work waits until it is back; it is never made again. */
public final class RootVanishedException extends StorageException {
    private final String root;

    /**
     * @param root word for the root, such as {@code outputs}
     * @param message with its path and the way out
     */
    public RootVanishedException(String root, String message) {
        super(message, null);
        this.root = root;
    }

    /** Returns the word for the root, which tells nothing of its path. */
    public String root() {
        return root;
    }
}
