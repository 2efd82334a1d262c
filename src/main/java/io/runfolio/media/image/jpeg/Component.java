package io.runfolio.media.image.jpeg;

/** A component of a frame, with one row of units of its samples at the reduced size, and what decoding it needs. */
final class Component {
    final int id;
    /** Blocks of a unit, across and down. */
    final int blocksAcross;

    final int blocksDown;
    final int quantizer;
    /** Tables of the scan: first coefficients, and the others. */
    HuffmanTable first;

    HuffmanTable others;
    /** The quantizer's steps in zigzag order. */
    float[] steps;
    /** The last block's first coefficient. */
    int before;

    InverseTransform transform;
    int[] positions;
    /** Samples of a block at the reduced size. */
    int across;

    int down;
    byte[] plane;
    int stride;

    Component(int id, int blocksAcross, int blocksDown, int quantizer) {
        this.id = id;
        this.blocksAcross = blocksAcross;
        this.blocksDown = blocksDown;
        this.quantizer = quantizer;
    }

    /** Makes room for one row of units. */
    void prepare(int units, int across, int down) {
        this.across = across;
        this.down = down;
        transform = new InverseTransform(across, down);
        positions = transform.positions();
        stride = units * blocksAcross * across;
        plane = new byte[stride * blocksDown * down];
    }
}
