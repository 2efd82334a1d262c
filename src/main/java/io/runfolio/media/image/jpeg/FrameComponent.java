package io.runfolio.media.image.jpeg;

/** Component of a frame: its tables, and one row of units of samples at the reduced size. */
final class FrameComponent {
    final int id;
    /** Blocks of a unit, horizontally and vertically. */
    final int blocksAcross;

    final int blocksDown;
    final int quantizer;
    /** Huffman tables of the scan: of the first coefficient, and of the others. */
    HuffmanTable first;

    HuffmanTable others;
    /** Quantization steps in zigzag order. */
    float[] steps;
    /** First coefficient of the previous block. */
    int previousDc;

    InverseDct transform;
    int[] positions;
    /** Samples of a block at the reduced size. */
    int across;

    int down;
    byte[] plane;
    int stride;

    FrameComponent(int id, int blocksAcross, int blocksDown, int quantizer) {
        this.id = id;
        this.blocksAcross = blocksAcross;
        this.blocksDown = blocksDown;
        this.quantizer = quantizer;
    }

    /** Allocates one row of units. */
    void prepare(int units, int across, int down) {
        this.across = across;
        this.down = down;
        transform = new InverseDct(across, down);
        positions = transform.positions();
        stride = units * blocksAcross * across;
        plane = new byte[stride * blocksDown * down];
    }
}
