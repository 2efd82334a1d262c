import com.adobe.testing.s3mock.S3MockApplication;
import java.util.Map;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;

/** Starts S3Mock on one port of the loopback interface; its own main class also listens on all interfaces. */
public class LoopbackS3Mock {
    public static void main(String[] arguments) {
        SpringApplication application = new SpringApplication(S3MockApplication.class);
        application.setDefaultProperties(Map.of(
                "server.address", "127.0.0.1",
                "server.port", arguments[0],
                "com.adobe.testing.s3mock.store.root", arguments[1],
                "com.adobe.testing.s3mock.store.initialBuckets", "media",
                "com.adobe.testing.s3mock.store.retainFilesOnExit", "true"));
        application.addInitializers(context -> context.getBeanFactory().addBeanPostProcessor(new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                if (bean instanceof TomcatServletWebServerFactory factory) {
                    factory.getAdditionalTomcatConnectors().clear();
                }
                return bean;
            }
        }));
        application.run();
    }
}
