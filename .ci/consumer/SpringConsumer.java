import io.runfolio.Runfolio;
import io.runfolio.run.AssetKind;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunRequest;
import io.runfolio.settings.RunfolioSettings;
import java.nio.file.Path;
import org.apache.camel.CamelContext;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Bundles one run by the routes in the CamelContext of a Spring Boot application. */
@Configuration
@EnableAutoConfiguration
public class SpringConsumer {
    public static void main(String[] args) {
        System.setProperty("consumer.root", args[0]);
        try (ConfigurableApplicationContext spring = SpringApplication.run(SpringConsumer.class)) {
            RunRequest request = RunRequest.builder("succeeded", "spring")
                    .output(AssetKind.IMAGE, "picture.png")
                    .build();
            RunArtifact run = spring.getBean(CamelContext.class)
                    .createProducerTemplate()
                    .requestBody("direct:runfolio-create", request, RunArtifact.class);
            System.out.println("bundled " + run.outputs().get(0).webPath());
        }
    }

    @Bean
    CamelContextConfiguration runfolio() {
        Path root =
                Path.of(System.getProperty("consumer.root")).toAbsolutePath().normalize();
        return new CamelContextConfiguration() {
            @Override
            public void beforeApplicationStart(CamelContext context) {
                Runfolio.install(context, RunfolioSettings.of(root.resolve("inbox"), root.resolve("outputs"), root));
            }

            @Override
            public void afterApplicationStart(CamelContext context) {}
        };
    }
}
