package io.runfolio.files;

/** A storage root is missing or was replaced by another one. Work waits until it is back; it is never recreated. */
public final class RootVanishedException extends StorageException {
    private final String root;

    /**
     * @param root name of the root, such as {@code outputs}
     * @param message cause and remedy, with the path
     */
    public RootVanishedException(String root, String message) {
        super(message, null);
        this.root = root;
    }

    /** Returns the name of the root, without its path. */
    public String root() {
        return root;
    }
}
