package io.runfolio.store.object;

import io.runfolio.settings.mirror.BucketAddress;
import io.runfolio.settings.mirror.S3Settings;

/** Opens object stores; found by {@link java.util.ServiceLoader}. */
public interface ObjectStoreProvider {
    /**
     * Opens a store without contacting it.
     *
     * @throws io.runfolio.settings.SettingException if a file that the settings name cannot be used
     */
    ObjectStore open(BucketAddress address, S3Settings settings);
}
