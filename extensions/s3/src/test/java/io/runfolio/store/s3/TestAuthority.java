package io.runfolio.store.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Authority of one server on 127.0.0.1: a key with a certificate that no other authority has signed.
 *
 * @param keyStore key and certificate, in PKCS #12
 * @param certificate the certificate in PEM
 */
public record TestAuthority(Path keyStore, Path certificate) {
    public static final String PASSWORD = "not-a-secret";

    /** Creates one with the JDK's keytool. */
    public static TestAuthority create(Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        TestAuthority made = new TestAuthority(folder.resolve("keys.p12"), folder.resolve("certificate.pem"));
        made.keytool("-genkeypair", "-keyalg", "EC", "-dname", "CN=Test", "-ext", "san=ip:127.0.0.1");
        made.keytool("-exportcert", "-rfc", "-file", made.certificate.toString());
        return made;
    }

    private void keytool(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(words));
        command.addAll(List.of("-alias", "test", "-keystore", keyStore.toString(), "-storepass", PASSWORD));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes());
        assertThat(keytool.waitFor()).as(said).isZero();
    }
}
