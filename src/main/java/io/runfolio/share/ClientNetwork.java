package io.runfolio.share;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;

/** Networks that attempts at passwords are counted by. One client has a whole /64 of IPv6. */
final class ClientNetwork {
    private static final int PREFIX_BYTES = 8;
    private static final int MAX_CHARACTERS = 64;

    private ClientNetwork() {}

    /** Returns the address itself for IPv4, and the first 64 bits for IPv6. Other texts are returned as they are. */
    static String of(String address) {
        String text = address.replaceFirst("%.*", "").replaceAll("[\\[\\]]", "");
        if (text.indexOf(':') < 0) {
            return text.substring(0, Math.min(text.length(), MAX_CHARACTERS));
        }
        try {
            InetAddress parsed = InetAddress.getByName(text); // a text with a colon is never looked up as a name
            return parsed instanceof Inet4Address
                    ? parsed.getHostAddress()
                    : HexFormat.of().formatHex(parsed.getAddress(), 0, PREFIX_BYTES) + "/64";
        } catch (UnknownHostException e) {
            return text.substring(0, Math.min(text.length(), MAX_CHARACTERS));
        }
    }
}
