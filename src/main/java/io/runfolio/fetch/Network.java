package io.runfolio.fetch;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Network of IP addresses.
 *
 * @param prefix an address in it
 * @param bits number of leading bits that its addresses share
 * @param kind word for messages, such as {@code loopback}
 */
record Network(byte[] prefix, int bits, String kind) {

    /** Parses a network such as {@code 10.0.0.0/8}. */
    static Network of(String text, String kind) {
        int slash = text.indexOf('/');
        try {
            byte[] prefix = InetAddress.getByName(text.substring(0, slash)).getAddress(); // a literal: no look-up
            return new Network(prefix, Integer.parseInt(text.substring(slash + 1)), kind);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    boolean contains(InetAddress address) {
        byte[] other = address.getAddress();
        if (other.length != prefix.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> bit % 8;
            if ((other[bit / 8] & mask) != (prefix[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }
}
