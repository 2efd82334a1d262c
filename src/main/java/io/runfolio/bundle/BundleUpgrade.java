package io.runfolio.bundle;

import io.runfolio.files.Checksums;
import io.runfolio.files.StorageErrors;
import io.runfolio.json.RecordMapper;
import io.runfolio.run.RunArtifact;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Records that bundles of older versions and of other programs lack. */
public final class BundleUpgrade {
    private BundleUpgrade() {}

    /**
     * Returns the missing files by path in the bundle, in the order in which they are added. Their content follows from
     * what was sealed; nothing of it is changed.
     */
    public static Map<String, byte[]> missing(RunFolder folder) {
        Map<String, byte[]> missing = new LinkedHashMap<>();
        Map<Path, String> sums = new HashMap<>();
        RunArtifact sealed = BundleReader.sealedRun(folder);
        if (!Files.exists(folder.artifacts(), LinkOption.NOFOLLOW_LINKS)) {
            byte[] records = RecordMapper.camelDocument(BundleReader.reconstructed(folder, sealed));
            missing.put(folder.relative(folder.artifacts()), records);
            sums.put(folder.artifacts(), Checksums.sha256(records));
        }
        if (!Files.exists(folder.checksums(), LinkOption.NOFOLLOW_LINKS)) {
            try {
                missing.put(
                        folder.relative(folder.checksums()),
                        BundleChecksums.ofSealed(folder, sealed, sums).document());
            } catch (IOException e) {
                throw StorageErrors.translate(e, "The checksums of " + folder.root() + " cannot be computed");
            }
        }
        return missing;
    }
}
