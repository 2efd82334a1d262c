package io.runfolio.cli.share;

import io.runfolio.cli.command.ReportCommand;
import io.runfolio.cli.input.WritableRoots;
import io.runfolio.cli.output.ExitCode;
import io.runfolio.cli.output.Terminal;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.share.ShareException;
import io.runfolio.share.ShareExpiry;
import io.runfolio.share.ShareKind;
import io.runfolio.share.ShareRequest;
import io.runfolio.share.SharedFact;
import io.runfolio.share.Shares;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Command that creates a share link and prints it once. */
abstract class ShareCreation extends ReportCommand {
    @Parameters(
            paramLabel = "ID",
            arity = "0..*",
            description = "Ids or unique prefixes of artifacts, in the order of the page.")
    private List<String> ids = new ArrayList<>();

    @Option(
            names = "--expires",
            paramLabel = "TIME",
            defaultValue = "7d",
            description = "End: a duration such as 30m, 12h, 7d, 2w, or a time with offset. Default: 7d.")
    private String expires;

    @Option(
            names = "--password",
            description = "Ask for a password without showing it, or read it from standard input.")
    private boolean password;

    @Option(names = "--download", description = "Allow downloads of the originals.")
    private boolean download;

    @Option(names = "--comparison", description = "Show 2 to 8 artifacts side by side.")
    private boolean comparison;

    @Option(names = "--title", paramLabel = "TEXT", description = "Heading of the page.")
    private String title;

    @Option(
            names = "--show",
            paramLabel = "FACT",
            split = ",",
            description = "Facts to show: size, created, model, status, seed, prompt, settings, id. Default: none.")
    private List<String> facts = new ArrayList<>();

    @Override
    public Integer call() {
        if (ids.isEmpty()) {
            throw misuse("Name the artifacts to share: `runfolio share ID...`, or say `list`, `show` or `revoke`");
        }
        RunfolioSettings settings = options.read();
        if (!settings.share().enabled()) {
            throw misuse("Share links are off: set runfolio.share.enabled=true");
        }
        ShareAccess access = ShareAccess.of(settings);
        List<String> artifacts = ShareAccess.resolved(settings, ids);
        ShareRequest request = request(settings, access, artifacts);
        List<String> unknown = ShareAccess.unknown(settings, artifacts);
        if (!unknown.isEmpty()) {
            err().println("runfolio: there is no artifact " + Terminal.printable(unknown.get(0))
                    + "; `runfolio search` finds those there are");
            return ExitCode.FAILURE;
        }
        WritableRoots.openOutputs(settings);
        try {
            print(settings, access, access.shares().create(request));
            return ExitCode.OK;
        } catch (ShareException e) {
            throw misuse(e.getMessage(), e);
        }
    }

    private ShareRequest request(RunfolioSettings settings, ShareAccess access, List<String> artifacts) {
        Set<SharedFact> shown = EnumSet.noneOf(SharedFact.class);
        for (String word : facts) {
            shown.add(SharedFact.of(word.strip())
                    .orElseThrow(() -> misuse("--show " + word + " must be some of " + SharedFact.words())));
        }
        try {
            return new ShareRequest(
                    comparison ? Optional.of(ShareKind.COMPARISON) : Optional.empty(),
                    artifacts,
                    Optional.ofNullable(title),
                    ShareExpiry.parse(
                            expires, access.clock().instant(), settings.share().maxLifetime()),
                    password ? Optional.of(readPassword()) : Optional.empty(),
                    download,
                    shown,
                    "local");
        } catch (ShareException e) {
            throw misuse(e.getMessage(), e);
        }
    }

    private static String readPassword() {
        Console console = System.console();
        if (console != null) {
            char[] typed = console.readPassword("Password of the link: ");
            return typed == null ? "" : new String(typed);
        }
        try {
            String line = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
            return line == null ? "" : line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void print(RunfolioSettings settings, ShareAccess access, Shares.Created created) {
        String path = "/s/" + created.token();
        String url = ShareAccess.url(settings, path);
        if (json) {
            Map<String, Object> document = access.json(created.share());
            document.put("path", path);
            document.put("url", url);
            Terminal.json(out(), document);
            return;
        }
        out().println(url);
        err().println("works until " + created.share().expiresAt() + " and is shown once; `runfolio share revoke "
                + created.share().id() + "` ends it");
    }
}
