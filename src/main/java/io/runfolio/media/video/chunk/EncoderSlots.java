package io.runfolio.media.video.chunk;

import io.runfolio.files.InterruptedRunException;

/**
 * Encoders that may run at once. Thread-safe.
 *
 * <p>Each clip in progress has a slot by itself, as it runs on a bounded pool. Helpers take slots that no clip uses,
 * for one chunk at a time; a clip waits for helpers, and never for another clip.
 */
final class EncoderSlots {
    private final int slots;
    private int clips;
    private int helpers;

    EncoderSlots(int slots) {
        this.slots = slots;
    }

    /** Takes the slot of a clip; waits until a helper has released one if helpers have taken all. */
    synchronized void enterClip() {
        clips++;
        try {
            while (helpers > 0 && clips + helpers > slots) {
                wait();
            }
        } catch (InterruptedException e) {
            clips--;
            Thread.currentThread().interrupt();
            throw new InterruptedRunException("Stopped while a clip waited for an encoder", e);
        }
    }

    synchronized void leaveClip() {
        clips--;
        notifyAll();
    }

    /** Takes a slot for a helper; returns false if none is free. */
    synchronized boolean tryEnterHelper() {
        if (clips + helpers >= slots) {
            return false;
        }
        helpers++;
        return true;
    }

    synchronized void leaveHelper() {
        helpers--;
        notifyAll();
    }

    /** Returns the most helpers that one clip can have. */
    int maxHelpers() {
        return slots - 1;
    }
}
