package io.runfolio.run;

import java.util.List;
import java.util.Map;

/**
 * A file that a run took in or gave out, as its event names it.
 *
 * @param kind what it is said to be
 * @param sourcePath where the generator left it; relative paths are looked up below the allowed source roots
 * @param role free word, such as {@code output} or {@code reference}
 * @param originalFilename its name at the generator, or null
 * @param sourceUrl where the provider served it, or null
 * @param tags free words
 * @param metadata free map
 */
public record AssetSource(
        AssetKind kind,
        String sourcePath,
        String role,
        String originalFilename,
        String sourceUrl,
        List<String> tags,
        Map<String, Object> metadata) {

    public AssetSource {
        tags = Copies.list(tags);
        metadata = Copies.map(metadata);
    }
}
