package io.runfolio.store.s3;

import io.runfolio.settings.mirror.BucketAddress;
import io.runfolio.settings.mirror.S3Settings;
import io.runfolio.store.object.ObjectStore;
import io.runfolio.store.object.ObjectStoreProvider;

/** Opens buckets of S3-compatible servers. */
public final class S3ObjectStoreProvider implements ObjectStoreProvider {
    @Override
    public ObjectStore open(BucketAddress address, S3Settings settings) {
        S3Clients clients = new S3Clients(settings);
        return new S3ObjectStore(
                address, clients.client(), clients.presigner(), clients.http().build());
    }
}
