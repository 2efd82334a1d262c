package io.runfolio.flow.sqs;

import io.runfolio.files.RunfolioException;

/** Thrown if a queue does not do what was asked; the message has the queue, the reason and what to do. */
final class QueueException extends RunfolioException {
    private static final long serialVersionUID = 1L;

    private static final String INVALID = "InvalidParameterValue";

    private final String code;

    /** @param code code of the service's error; empty if the service has not answered */
    QueueException(String code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** Returns whether the message was received again by others, so that this delivery cannot be deleted. */
    boolean isExpiredReceipt() {
        return code.equals("ReceiptHandleIsInvalid") || code.equals(INVALID);
    }

    /** Returns whether the queue takes no such message, because of its size or characters. */
    boolean isUnacceptable() {
        return code.equals("InvalidMessageContents") || code.equals(INVALID);
    }
}
