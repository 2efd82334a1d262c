package io.runfolio.run;

import java.util.List;
import java.util.Map;

/**
 * Input or output in {@code run.json}. Paths are relative to the bundle; unknown values are null.
 *
 * @param kind kind of the content
 * @param role role in the event, such as {@code output}
 * @param relativePath path of the original
 * @param originalPath the same path: kie's readers look for either
 * @param originalFilename filename at the generator
 * @param sourcePath path in the event
 * @param sourceUrl URL at the provider
 * @param mimeType media type of the content
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
 * @param metadata free map; {@link io.runfolio.run.extras.AssetExtras} are under {@code runfolio}
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
        derivatives = ImmutableCopies.list(derivatives);
        metadata = ImmutableCopies.map(metadata);
    }

    /** Returns this record with other metadata. */
    public AssetRecord withMetadata(Map<String, Object> otherMetadata) {
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

    /** Returns this record with another thumb. */
    public AssetRecord withThumb(String otherPath, long otherBytes, List<DerivativeRecord> otherDerivatives) {
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
                otherPath,
                posterPath,
                bytesWeb,
                otherBytes,
                bytesPoster,
                otherDerivatives,
                metadata);
    }

    /** Returns whether there is any derivative to show. */
    public boolean hasUsableDerivative() {
        return webPath != null || thumbPath != null || posterPath != null;
    }
}
