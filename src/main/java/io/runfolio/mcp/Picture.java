package io.runfolio.mcp;

import java.util.Base64;

/**
 * Picture for an agent.
 *
 * @param view {@code thumb}, {@code web} or {@code poster}
 * @param mimeType media type
 * @param bytes the file
 */
record Picture(String view, String mimeType, byte[] bytes) {
    String base64() {
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    public String toString() {
        return view + " of " + bytes.length + " bytes";
    }
}
