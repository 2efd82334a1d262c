package io.runfolio.cli.command;

import io.runfolio.cli.input.WritableRoots;
import io.runfolio.cli.output.ExitCode;
import io.runfolio.fetch.StatusClient;
import io.runfolio.files.Checksums;
import io.runfolio.files.InterruptedRunException;
import io.runfolio.hooks.watch.ComfyWatcher;
import io.runfolio.hooks.watch.WatchLoop;
import io.runfolio.settings.FetchSettings;
import io.runfolio.settings.PollSettings;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.wiring.Backends;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code runfolio watch}. */
@Command(
        name = "watch",
        description = "Watches the server of a generator and submits an event for each finished run.",
        mixinStandardHelpOptions = true,
        subcommands = WatchCommand.Comfyui.class)
public final class WatchCommand implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(WatchCommand.class);
    private static final long MAX_HISTORY_BYTES = 256L << 20;
    private static final int NAME_DIGITS = 12;
    private static final int STOP_SECONDS = 10;

    @Spec
    private CommandSpec command;

    @Override
    public void run() {
        throw new ParameterException(command.commandLine(), "Say what to watch: runfolio watch comfyui URL");
    }

    /** {@code runfolio watch comfyui}. */
    @Command(
            name = "comfyui",
            description = "Submits an event for each finished prompt of a ComfyUI server, until it is stopped.",
            mixinStandardHelpOptions = true)
    public static final class Comfyui extends SettingsCommand {
        @Parameters(paramLabel = "URL", description = "Address of the server, such as http://127.0.0.1:8188.")
        private URI address;

        @Option(
                names = "--output-folder",
                paramLabel = "DIR",
                description = "The server's output folder, below the worker's source roots. Without it, the worker"
                        + " fetches the files from the server.")
        private Path folder;

        @Option(
                names = "--interval",
                paramLabel = "SECONDS",
                defaultValue = "2",
                description = "Time between two requests; default: ${DEFAULT-VALUE}.")
        private int interval;

        @Option(names = "--new-only", description = "Leave out the prompts that ended before the first start.")
        private boolean newOnly;

        @Option(names = "--once", description = "Ask the server once, then end.")
        private boolean once;

        @Override
        public Integer call() throws Exception {
            checkArguments();
            RunfolioSettings settings = options.readForEvents();
            WritableRoots.openInbox(settings);
            explainFiles(settings);
            try (StatusClient client = client()) {
                WatchLoop loop = new WatchLoop(watcher(settings, client), newOnly, Duration.ofSeconds(interval));
                if (once) {
                    out().println(loop.once());
                    return ExitCode.OK;
                }
                return watch(loop, client);
            } catch (IOException e) {
                err().println("runfolio: " + e.getMessage());
                return ExitCode.NOT_READY;
            }
        }

        private void checkArguments() {
            boolean isServer = ("http".equals(address.getScheme()) || "https".equals(address.getScheme()))
                    && address.getHost() != null
                    && address.getRawUserInfo() == null
                    && address.getRawQuery() == null;
            if (!isServer) {
                throw new ParameterException(
                        command.commandLine(), "URL must be the address of a server, such as http://127.0.0.1:8188");
            }
            if (interval < 1) {
                throw new ParameterException(command.commandLine(), "--interval must be at least 1");
            }
        }

        /** Says which settings the worker needs, if it could not read the files of the events. */
        private void explainFiles(RunfolioSettings settings) {
            PrintWriter err = err();
            if (folder != null) {
                if (settings.folders().sourceRoots().stream()
                        .noneMatch(root -> folder.toAbsolutePath().normalize().startsWith(root))) {
                    err.println("runfolio: " + folder + " is not below one of runfolio.source-roots "
                            + settings.folders().sourceRoots() + ": the worker needs it there");
                }
                return;
            }
            FetchSettings fetch = settings.fetch();
            if (!fetch.allowHosts().contains(address.getHost())) {
                err.println("runfolio: the worker fetches the files from " + address.getHost()
                        + ": it needs that host in runfolio.fetch.allow-hosts, and for a server of your own network in"
                        + " runfolio.fetch.allow-private-hosts, and runfolio.fetch.allow-http for http; or use"
                        + " --output-folder");
            }
        }

        private ComfyWatcher watcher(RunfolioSettings settings, StatusClient client) {
            String baseUrl = PollSettings.withoutTrailingSlashes(address.toString());
            String name = "comfyui-" + Checksums.sha256(baseUrl).substring(0, NAME_DIGITS) + ".txt";
            return new ComfyWatcher(
                    baseUrl,
                    Optional.ofNullable(folder),
                    settings.folders().inbox().resolve(".watch").resolve(name),
                    Backends.adapters(settings).find("comfyui").orElseThrow(),
                    client,
                    (event, file) -> Backends.inbox(settings).submit(event, file),
                    Clock.systemUTC());
        }

        /** Returns a client for this server alone. The operator has named it, so it may be in a private network. */
        private StatusClient client() {
            List<String> host = List.of(address.getHost());
            return new StatusClient(
                    new StatusClient.Rules(host, "the arguments of this command", true), host, 1, MAX_HISTORY_BYTES);
        }

        private int watch(WatchLoop loop, StatusClient client) throws InterruptedException {
            CountDownLatch ended = new CountDownLatch(1);
            Thread hook = new Thread(
                    () -> {
                        loop.stop();
                        awaitQuietly(ended);
                        client.stop();
                    },
                    "runfolio-watch-stop");
            Runtime.getRuntime().addShutdownHook(hook);
            LOG.info("watching {}; events go to the inbox", address);
            try {
                LOG.info("ended: {} events submitted", loop.run());
            } catch (InterruptedRunException e) {
                LOG.info("ended while the server was asked");
            } finally {
                ended.countDown();
            }
            return ExitCode.OK;
        }

        private static void awaitQuietly(CountDownLatch ended) {
            try {
                ended.await(STOP_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
