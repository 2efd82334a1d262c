package io.runfolio.store.s3;

import io.runfolio.settings.SettingException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import software.amazon.awssdk.http.TlsTrustManagersProvider;

/** Trusts the certificates of a PEM file, and no other. */
final class PemTrust implements TlsTrustManagersProvider {
    private final TrustManager[] managers;

    /** @param key key of the file, for messages */
    PemTrust(String key, Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("certificate-" + number++, certificate);
            }
            if (number == 0) {
                throw unusable(key, file, "it has no certificate", null);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            managers = factory.getTrustManagers();
        } catch (IOException | GeneralSecurityException e) {
            throw unusable(key, file, e.getMessage(), e);
        }
    }

    private static SettingException unusable(String key, Path file, String why, Exception cause) {
        SettingException failure = new SettingException(
                key,
                key + "=" + file + " cannot be used (" + why
                        + "): name a PEM file with the certificates of the server's authority");
        if (cause != null) {
            failure.initCause(cause);
        }
        return failure;
    }

    @Override
    public TrustManager[] trustManagers() {
        return managers.clone();
    }
}
