/**
 * Large JPEG pictures at an eighth, a quarter or half of their size: ITU-T T.81, sequential frames with Huffman codes. Only the low frequencies of each block are transformed, so that a picture that is
 * reduced anyway is never made whole. What is not plain and sound is left to the platform's reader.
 */
package io.runfolio.media.image.jpeg;
