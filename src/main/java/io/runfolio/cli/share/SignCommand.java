package io.runfolio.cli.share;

import io.runfolio.api.resource.ContentResource;
import io.runfolio.cli.command.ReportCommand;
import io.runfolio.cli.output.ExitCode;
import io.runfolio.cli.output.Terminal;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.share.ShareException;
import io.runfolio.share.ShareExpiry;
import io.runfolio.share.SignedUrl;
import io.runfolio.share.SigningKeys;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code runfolio sign}. */
@Command(
        name = "sign",
        description = "Signs a URL of one file of an artifact, which works without a token for some time.",
        mixinStandardHelpOptions = true)
public final class SignCommand extends ReportCommand {
    @Parameters(paramLabel = "ID", description = "Id or unique prefix of an artifact.")
    private String id;

    @Option(
            names = "--view",
            paramLabel = "VIEW",
            defaultValue = "web",
            description = "File: web, thumb, poster, original, raw.webp, processed.webp, raw.mp4 or processed.mp4."
                    + " Default: web.")
    private String view;

    @Option(
            names = "--expires",
            paramLabel = "TIME",
            defaultValue = "1h",
            description = "End: a duration such as 30m, 12h, 7d, or a time with offset. Default: 1h.")
    private String expires;

    @Option(names = "--download", description = "Send it as a download.")
    private boolean download;

    @Override
    public Integer call() {
        RunfolioSettings settings = options.read();
        if (!ContentResource.isView(view)) {
            throw misuse("--view " + view + " must be one of " + ContentResource.views());
        }
        String artifact = ShareAccess.resolved(settings, List.of(id)).get(0);
        if (!ShareAccess.unknown(settings, List.of(artifact)).isEmpty()) {
            err().println("runfolio: there is no artifact " + Terminal.printable(id)
                    + "; `runfolio search` finds those there are");
            return ExitCode.FAILURE;
        }
        SigningKeys keys = SigningKeys.of(settings.share());
        SignedUrl url = SignedUrl.of(keys, artifact, view, end(settings), download)
                .orElseThrow(() -> misuse("There is no signing key: set runfolio.http.signing-keys-file to a file with"
                        + " a line such as id:key, the key from \"openssl rand -base64 32\""));
        print(settings, keys, url);
        return ExitCode.OK;
    }

    private Instant end(RunfolioSettings settings) {
        try {
            return ShareExpiry.parse(expires, Instant.now(), settings.share().maxSignedLifetime());
        } catch (ShareException e) {
            throw misuse(e.getMessage(), e);
        }
    }

    private void print(RunfolioSettings settings, SigningKeys keys, SignedUrl url) {
        String path = url.target(keys);
        String address = ShareAccess.url(settings, path);
        if (!json) {
            out().println(address);
            return;
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("path", path);
        document.put("url", address);
        document.put("expiresAt", Instant.ofEpochSecond(url.expires()).toString());
        document.put("keyId", url.keyId());
        Terminal.json(out(), document);
    }
}
