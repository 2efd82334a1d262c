package io.runfolio.wiring;

import io.runfolio.mirror.MirrorCounters;
import io.runfolio.mirror.MirrorCountersMBean;
import io.runfolio.retention.plan.RetentionCounters;
import io.runfolio.retention.plan.RetentionCountersMBean;
import io.runfolio.work.WorkerCounters;
import io.runfolio.work.WorkerCountersMBean;
import io.runfolio.work.workflow.WorkflowCounters;
import io.runfolio.work.workflow.WorkflowCountersMBean;
import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.StandardMBean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Registration of counters in the platform's MBean server. No port is opened. */
final class CountersRegistration implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CountersRegistration.class);
    private static final String EVENTS = "io.runfolio:type=Ledger";
    private static final String RETENTION = "io.runfolio:type=Retention";
    private static final String MIRROR = "io.runfolio:type=Mirror";
    private static final String WORKFLOWS = "io.runfolio:type=Workflows";

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final ObjectName name;

    private CountersRegistration(StandardMBean bean, String usualName, String contextName) throws JMException {
        ObjectName usual = new ObjectName(usualName);
        name = server.isRegistered(usual)
                ? new ObjectName(usualName + ",context=" + ObjectName.quote(contextName))
                : usual;
        server.registerMBean(bean, name);
    }

    /** Registers the counters of events; a second worker of the process gets the name of its context added. */
    static CountersRegistration events(WorkerCounters counters, String contextName) throws JMException {
        return new CountersRegistration(new StandardMBean(counters, WorkerCountersMBean.class), EVENTS, contextName);
    }

    /** Registers the counters of workflow runs in the same way. */
    static CountersRegistration workflows(WorkflowCounters counters, String contextName) throws JMException {
        return new CountersRegistration(
                new StandardMBean(counters, WorkflowCountersMBean.class), WORKFLOWS, contextName);
    }

    /** Registers the counters of retention in the same way. */
    static CountersRegistration retention(RetentionCounters counters, String contextName) throws JMException {
        return new CountersRegistration(
                new StandardMBean(counters, RetentionCountersMBean.class), RETENTION, contextName);
    }

    /** Registers the counters of the mirror in the same way. */
    static CountersRegistration mirror(MirrorCounters counters, String contextName) throws JMException {
        return new CountersRegistration(new StandardMBean(counters, MirrorCountersMBean.class), MIRROR, contextName);
    }

    @Override
    public void close() {
        try {
            server.unregisterMBean(name);
        } catch (JMException e) {
            LOG.debug("the counters were not registered in JMX any more", e);
        }
    }
}
