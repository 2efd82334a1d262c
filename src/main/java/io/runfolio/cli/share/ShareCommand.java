package io.runfolio.cli.share;

import io.runfolio.cli.command.ReportCommand;
import io.runfolio.cli.input.WritableRoots;
import io.runfolio.cli.output.ExitCode;
import io.runfolio.cli.output.Terminal;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.share.Share;
import io.runfolio.share.ShareCounts;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code runfolio share}. */
@Command(
        name = "share",
        description = "Creates, lists and revokes links for people without an account.",
        mixinStandardHelpOptions = true,
        subcommands = {
            ShareCommand.Create.class,
            ShareCommand.Listing.class,
            ShareCommand.Show.class,
            ShareCommand.Revoke.class
        })
public final class ShareCommand extends ShareCreation {

    /** {@code runfolio share create}. */
    @Command(name = "create", description = "Creates a link and prints it once.", mixinStandardHelpOptions = true)
    static final class Create extends ShareCreation {}

    /** {@code runfolio share list}. */
    @Command(name = "list", description = "Lists links, newest first.", mixinStandardHelpOptions = true)
    static final class Listing extends ReportCommand {
        @Option(names = "--all", description = "Also those that have expired or were revoked.")
        private boolean all;

        @Override
        public Integer call() {
            ShareAccess access = ShareAccess.of(options.read());
            List<Share> shares = access.shares().list().stream()
                    .filter(share -> all || share.state(access.clock().instant()) == Share.State.ACTIVE)
                    .toList();
            if (json) {
                Terminal.json(out(), shares.stream().map(access::json).toList());
            } else if (shares.isEmpty()) {
                out().println(all ? "There are no links." : "No link is active.");
            } else {
                Terminal.wrappedTable(
                        out(),
                        List.of("LINK", "STATE", "UNTIL", "ITEMS", "VIEWS", "DOWNLOADS", "TITLE"),
                        shares.stream().map(share -> row(access, share)).toList());
            }
            return ExitCode.OK;
        }

        private static List<String> row(ShareAccess access, Share share) {
            ShareCounts counts = access.counters().counts(share.id());
            return List.of(
                    share.id(),
                    state(access, share),
                    share.expiresAt().toString(),
                    String.valueOf(share.artifactIds().size()),
                    String.valueOf(counts.views()),
                    String.valueOf(counts.downloads()),
                    share.title());
        }
    }

    /** {@code runfolio share show}. */
    @Command(name = "show", description = "Shows a link and its counters.", mixinStandardHelpOptions = true)
    static final class Show extends ReportCommand {
        @Parameters(paramLabel = "LINK", description = "Id of the link, such as share-0123456789abcdef.")
        private String id;

        @Override
        public Integer call() {
            ShareAccess access = ShareAccess.of(options.read());
            Optional<Share> share = access.shares().get(id);
            if (share.isEmpty()) {
                return missing(err(), id);
            }
            if (json) {
                Terminal.json(out(), access.json(share.get()));
            } else {
                print(access, share.get());
            }
            return ExitCode.OK;
        }

        private void print(ShareAccess access, Share share) {
            ShareCounts counts = access.counters().counts(share.id());
            Terminal.wrappedTable(
                    out(),
                    List.of("", ""),
                    Stream.of(
                                    List.of("link", share.id()),
                                    List.of("state", state(access, share)),
                                    List.of("title", share.title()),
                                    List.of("page", share.kind().word()),
                                    List.of("artifacts", String.join(", ", share.artifactIds())),
                                    List.of("created", share.createdAt() + " by " + share.createdBy()),
                                    List.of("until", share.expiresAt().toString()),
                                    List.of("password", share.password().isPresent() ? "yes" : "no"),
                                    List.of("downloads", share.download() ? "originals" : "no"),
                                    List.of(
                                            "used",
                                            counts.views() + " views, " + counts.downloads() + " downloads"
                                                    + counts.lastAccess()
                                                            .map(last -> ", last " + last)
                                                            .orElse("")))
                            .toList());
        }
    }

    /** {@code runfolio share revoke}. */
    @Command(
            name = "revoke",
            description = "Revokes links; running servers notice at the next request.",
            mixinStandardHelpOptions = true)
    static final class Revoke extends ReportCommand {
        @Parameters(paramLabel = "LINK", arity = "0..*", description = "Ids of links.")
        private List<String> ids = new ArrayList<>();

        @Option(names = "--all", description = "Revoke all active links.")
        private boolean all;

        @Override
        public Integer call() {
            if (ids.isEmpty() != all) {
                throw misuse("Name links, or say --all.");
            }
            RunfolioSettings settings = options.read();
            ShareAccess access = ShareAccess.of(settings);
            List<String> wanted = all
                    ? access.shares().list().stream()
                            .filter(share -> share.state(access.clock().instant()) == Share.State.ACTIVE)
                            .map(Share::id)
                            .toList()
                    : ids;
            Optional<String> unknown = wanted.stream()
                    .filter(id -> access.shares().get(id).isEmpty())
                    .findFirst();
            if (unknown.isPresent()) {
                return missing(err(), unknown.get());
            }
            WritableRoots.openOutputs(settings);
            List<Share> revoked = wanted.stream()
                    .flatMap(id -> access.shares().revoke(id, "local").stream())
                    .toList();
            if (json) {
                Terminal.json(out(), revoked.stream().map(access::json).toList());
            } else {
                revoked.forEach(share -> out().println(share.id() + " is revoked"));
            }
            return ExitCode.OK;
        }
    }

    private static String state(ShareAccess access, Share share) {
        return share.state(access.clock().instant()).name().toLowerCase(Locale.ROOT);
    }

    private static int missing(PrintWriter err, String id) {
        err.println("runfolio: there is no link " + Terminal.printable(id)
                + "; `runfolio share list --all` shows those there are");
        return ExitCode.FAILURE;
    }
}
