package io.runfolio.cli.command;

import io.runfolio.ServerHandle;
import io.runfolio.cli.input.SettingsOptions;
import io.runfolio.cli.output.ExitCode;
import io.runfolio.cli.process.CamelServerSettings;
import io.runfolio.cli.process.FirstToken;
import io.runfolio.cli.process.HeapGuard;
import io.runfolio.cli.process.ManagementPortGuard;
import io.runfolio.cli.process.ProcessMetrics;
import io.runfolio.cli.process.TraceSetup;
import io.runfolio.cli.process.WorkerMain;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.wiring.Backends;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code runfolio serve}. */
@Command(
        name = "serve",
        description = "Serves the HTTP API and the gallery until stopped; takes no events.",
        mixinStandardHelpOptions = true)
public final class ServeCommand implements Callable<Integer> {
    @Mixin
    private SettingsOptions options;

    @Option(
            names = "--create-token",
            description = "Print the address of the gallery. At the first start, create a token and print it in the "
                    + "address.")
    private boolean createToken;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws Exception {
        RunfolioSettings read = options.readForEvents();
        RunfolioSettings settings = read.with(read.http().withEnabled());
        if (createToken) {
            command.commandLine().getOut().println("gallery: " + FirstToken.galleryAddress(settings));
            command.commandLine().getOut().flush();
        }
        Backends.tokens(settings); // refuses an address without tokens before anything starts
        HeapGuard.install(WorkerMain::haltOnFullHeap);
        Main main = new Main();
        main.configure().withName("runfolio").withBasePackageScanEnabled(false);
        main.configure().withRoutesIncludePattern("false");
        main.setDefaultPropertyPlaceholderLocation("false");
        if (settings.traces().enabled()) {
            TraceSetup.install(main, settings.traces());
        }
        CamelServerSettings.refuseTakenPort(settings.http());
        if (settings.http().hasManagement()) {
            ProcessMetrics.install(main);
        }
        CamelServerSettings.settings(settings).forEach(main::addInitialProperty);
        options.foreign().forEach(main::addInitialProperty);
        main.addMainListener(new MainListenerSupport() {
            @Override
            public void afterConfigure(BaseMainSupport configured) {
                ServerHandle.install(configured.getCamelContext(), settings, Clock.systemUTC());
            }

            @Override
            public void afterStart(BaseMainSupport started) {
                ManagementPortGuard.install(started.getCamelContext(), settings.http());
                ProcessMetrics.bindJvm(started.getCamelContext());
            }
        });
        return main.run(new String[0]) == 0 ? ExitCode.OK : ExitCode.FAILURE;
    }
}
