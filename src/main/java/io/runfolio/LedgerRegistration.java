package io.runfolio;

import io.runfolio.flow.Ledger;
import io.runfolio.flow.LedgerMBean;
import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.StandardMBean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows a ledger in the platform's MBean server, where Camel's own MBeans are. Local tools attach to it; nothing listens on a port. */
final class LedgerRegistration implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerRegistration.class);
    private static final String NAME = "io.runfolio:type=Ledger";

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final ObjectName name;

    /** Registers the ledger; a second worker in the same process has its context's name added. */
    LedgerRegistration(Ledger ledger, String contextName) throws JMException {
        ObjectName usual = new ObjectName(NAME);
        name = server.isRegistered(usual) ? new ObjectName(NAME + ",context=" + ObjectName.quote(contextName)) : usual;
        server.registerMBean(new StandardMBean(ledger, LedgerMBean.class), name);
    }

    @Override
    public void close() {
        try {
            server.unregisterMBean(name);
        } catch (JMException e) {
            LOG.debug("the ledger was not in JMX any more", e);
        }
    }
}
