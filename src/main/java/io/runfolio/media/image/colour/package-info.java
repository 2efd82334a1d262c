/** Color management: ICC profiles, code points, CMYK and tone curves to sRGB. */
package io.runfolio.media.image.colour;
