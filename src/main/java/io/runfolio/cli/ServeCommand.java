package io.runfolio.cli;

import io.runfolio.ServerHandle;
import io.runfolio.api.TokenFile;
import io.runfolio.settings.RunfolioSettings;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code runfolio serve}. */
@Command(
        name = "serve",
        description = "Serves the API and the gallery until told to stop, without taking events.",
        mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
    @Mixin
    private SettingsOptions options;

    @Override
    public Integer call() throws Exception {
        RunfolioSettings read = options.readForEvents();
        RunfolioSettings settings = read.with(read.http().on());
        TokenFile.of(settings.http());
        HeapGuard.install(Worker::endAtOnce);
        Main main = new Main();
        main.configure().withName("runfolio").withBasePackageScanEnabled(false);
        main.configure().withRoutesIncludePattern("false");
        main.setDefaultPropertyPlaceholderLocation("false");
        if (settings.traces().enabled()) {
            Tracing.on(main, settings.traces());
        }
        Operations.refuseTakenPort(settings.http());
        Operations.settings(settings).forEach(main::addInitialProperty);
        options.foreign().forEach(main::addInitialProperty);
        main.addMainListener(new MainListenerSupport() {
            @Override
            public void afterConfigure(BaseMainSupport configured) {
                ServerHandle.install(configured.getCamelContext(), settings, Clock.systemUTC());
            }

            @Override
            public void afterStart(BaseMainSupport started) {
                ManagementGuard.install(started.getCamelContext(), settings.http());
            }
        });
        return main.run(new String[0]) == 0 ? ExitCode.OK : ExitCode.FAILURE;
    }
}
