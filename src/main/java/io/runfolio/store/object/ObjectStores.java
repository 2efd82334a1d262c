package io.runfolio.store.object;

import io.runfolio.settings.SettingException;
import io.runfolio.settings.mirror.BucketAddress;
import io.runfolio.settings.mirror.S3Settings;
import java.util.ServiceLoader;

/** Opens object stores by the artifact that is on the class path. */
public final class ObjectStores {
    private ObjectStores() {}

    /**
     * Opens a store without contacting it.
     *
     * @param key setting that names the store, for messages
     * @throws SettingException if no artifact for it is on the class path, or the settings cannot be used
     */
    public static ObjectStore open(String key, BucketAddress address, S3Settings settings) {
        return ServiceLoader.load(ObjectStoreProvider.class)
                .findFirst()
                .orElseThrow(() -> SettingException.missingArtifact(key, key, "runfolio-s3"))
                .open(address, settings);
    }
}
