package io.runfolio.flow;

import io.runfolio.bundle.RecordMapper;
import io.runfolio.intake.Claim;
import io.runfolio.intake.Inbox;
import io.runfolio.run.RefusedEventException;
import io.runfolio.run.RunRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Header;

/** The ways in: every event becomes a file that this worker has claimed, whichever way it came. */
public final class IntakeSteps {
    private final Inbox inbox;
    private final IntakeGate gate;
    private final Ledger ledger;

    public IntakeSteps(Inbox inbox, IntakeGate gate, Ledger ledger) {
        this.inbox = inbox;
        this.gate = gate;
        this.ledger = ledger;
    }

    /** Takes the file that the folder's consumer has found; null, which ends the exchange, if it is to stay or another worker was quicker. */
    public Claim claim(@Header(Exchange.FILE_PATH) String file) {
        if (!gate.isOpen()) {
            return null;
        }
        Optional<Claim> claim = inbox.claim(file);
        claim.ifPresent(taken -> ledger.taken());
        return claim.orElse(null);
    }

    /** Writes an event that came in memory into the queue folder. */
    public void deposit(Object body) {
        gate.checkRoots();
        inbox.deposit(bytes(body), "seda");
    }

    /** Writes an event whose sender waits for the bundle, claimed already. */
    public Claim accept(Object body) {
        gate.checkRoots();
        Claim claim = inbox.accept(bytes(body), "create.json");
        ledger.taken();
        return claim;
    }

    /** Takes over what dead workers had claimed. */
    public List<Claim> takeBack() {
        if (!gate.isOpen()) {
            return List.of();
        }
        List<Claim> claims = inbox.takeBack();
        claims.forEach(claim -> ledger.taken());
        return claims;
    }

    private static byte[] bytes(Object body) {
        if (body instanceof byte[] bytes) {
            return bytes;
        }
        if (body instanceof CharSequence text) {
            return text.toString().getBytes(StandardCharsets.UTF_8);
        }
        if (body instanceof Map || body instanceof RunRequest) {
            return json(body);
        }
        throw new RefusedEventException(
                "wrong_type",
                "",
                "An event must be JSON text, bytes, a map or a RunRequest; this is "
                        + (body == null ? "nothing" : body.getClass().getName()) + ".");
    }

    private static byte[] json(Object body) {
        return RecordMapper.event(body).getBytes(StandardCharsets.US_ASCII);
    }
}
