package io.runfolio.run;

import java.util.List;
import java.util.Map;

/**
 * An input or output as {@code run.json} tells it. Paths are relative to the bundle; what is not known is null.
 *
 * @param kind what it is
 * @param role the event's word
 * @param relativePath path of the kept original
 * @param originalPath the same path: kie's readers look for either
 * @param originalFilename its name at the generator
 * @param sourcePath where the event said it was
 * @param sourceUrl where the provider served it
 * @param mimeType its type, from its content
 * @param width pixels as displayed
 * @param height pixels as displayed
 * @param durationSeconds seconds
 * @param bytes size of the original
 * @param bytesOriginal the same size
 * @param sha256 lower-case hex of the original
 * @param codecName the video or audio codec
 * @param webPath path of the web derivative
 * @param thumbPath path of the thumb
 * @param posterPath path of the poster
 * @param bytesWeb size of the web derivative
 * @param bytesThumb size of the thumb
 * @param bytesPoster size of the poster
 * @param derivatives all derivatives
 * @param metadata free map; Runfolio's own words stand under {@code runfolio}
 */
public record AssetRecord(
        AssetKind kind,
        String role,
        String relativePath,
        String originalPath,
        String originalFilename,
        String sourcePath,
        String sourceUrl,
        String mimeType,
        Integer width,
        Integer height,
        Double durationSeconds,
        Long bytes,
        Long bytesOriginal,
        String sha256,
        String codecName,
        String webPath,
        String thumbPath,
        String posterPath,
        Long bytesWeb,
        Long bytesThumb,
        Long bytesPoster,
        List<DerivativeRecord> derivatives,
        Map<String, Object> metadata) {

    public AssetRecord {
        derivatives = Copies.list(derivatives);
        metadata = Copies.map(metadata);
    }

    /** Returns the same with another map of metadata. */
    public AssetRecord with(Map<String, Object> otherMetadata) {
        return new AssetRecord(
                kind,
                role,
                relativePath,
                originalPath,
                originalFilename,
                sourcePath,
                sourceUrl,
                mimeType,
                width,
                height,
                durationSeconds,
                bytes,
                bytesOriginal,
                sha256,
                codecName,
                webPath,
                thumbPath,
                posterPath,
                bytesWeb,
                bytesThumb,
                bytesPoster,
                derivatives,
                otherMetadata);
    }

    /** Returns whether there is a picture of it smaller than the original. */
    public boolean hasUsableDerivative() {
        return webPath != null || thumbPath != null || posterPath != null;
    }
}
